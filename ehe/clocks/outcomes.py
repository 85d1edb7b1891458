"""What a fact brings about beside its clocks: tasks that open at once, messages that are queued or held. Pure."""

from ehe.clocks.conditions import Case
from ehe.clocks.matching import holds, speaks_of
from ehe.clocks.policy import MessageSpec, TaskSpec
from ehe.clocks.sightings import sights
from ehe.clocks.state import Happening, Household
from ehe.facts.kinds import AddressVerified, LetterPosted
from ehe.facts.recorded import Recorded


def tell(h: Household, f: Recorded) -> None:
    """Say what this fact opens, queues and holds, in the order of the table."""
    _clock_tasks(h, f)
    if h.on_register or f.kind == "closure_agreed":
        for task in h.policy.tasks_of.get(f.kind, ()):
            _task(h, f, task)
    _post(h, f)
    if h.on_register:
        for message in h.policy.messages_of.get(f.kind, ()):
            _message(h, f, message)


def _clock_tasks(h: Household, f: Recorded) -> None:
    for clock in h.clocks:
        if clock.cycle == f.uuid and clock.is_running:
            children = (clock.subject,) if clock.subject in h.children else tuple(c.uuid for c in h.present)
            for task in clock.spec.at_once:
                _say(h, f, "task_opened", children, kind=task.task, to=task.to, clock=clock.code, cycle=clock.cycle)


def _task(h: Household, f: Recorded, task: TaskSpec) -> None:
    if not any(speaks_of(line, f) and holds(line, Case(h, f)) for line in task.when):
        return
    if task.about in ("other_children", "named_children"):
        for child in h.present:
            if (child.uuid in f.children) == (task.about == "named_children"):
                _say(h, f, "task_opened", (child.uuid,), kind=task.kind, to=task.to, school=child.member.school)
        return
    children = f.children
    if task.about == "the_rest_on_the_register":
        named = set(f.children) | {sight.child for sight in sights(f)}
        children = tuple(child.uuid for child in h.registered if child.uuid not in named)
    _say(h, f, "task_opened", children, kind=task.kind, to=task.to)


def _message(h: Household, f: Recorded, message: MessageSpec) -> None:
    if not any(speaks_of(line, f) and holds(line, Case(h, f)) for line in message.when):
        return
    to = f.by.word if message.to == "school" else message.to
    if message.to != "family":
        _say(h, f, "message_queued", f.children, kind=message.kind, to=to, channel=message.channel)
        return
    letter = Happening(
        f.uuid, "message_queued", f.children, (("kind", message.kind), ("to", to), ("channel", "letter"))
    )
    h.to_family.append(letter)
    if h.stopped:
        _say(h, f, "message_held", f.children, kind=message.kind, reason=next(iter(h.stopped)), of=f.uuid)
    else:
        h.happenings.append(letter)


def _post(h: Household, f: Recorded) -> None:
    """Letters that wait: a stop holds them, its end queues them again, posting ends the waiting."""
    if isinstance(f.fact, LetterPosted):
        about = set(f.children)
        h.to_family = [m for m in h.to_family if m.get("kind") != f.fact.template or not about >= set(m.children)]
    if isinstance(f.fact, AddressVerified) and not _address_check_runs(h):
        for reason in ("address_disputed", "returned_mail"):
            h.stopped.pop(reason, None)
        for child in h.children.values():
            child.address_disputed_by = None
    # A letter about children who have all left the register is for nobody any more.
    h.to_family = [m for m in h.to_family if any(h.children[c].entry for c in m.children if c in h.children)]
    began = [reason for reason, cause in h.stopped.items() if cause == f.uuid]
    for letter in h.to_family:
        if began and letter.cause != f.uuid:
            _say(h, f, "message_held", letter.children, kind=letter.get("kind"), reason=began[0], of=letter.cause)
        elif not h.stopped and _held_last(h, letter):
            _say(h, f, "message_queued", letter.children, kind=letter.get("kind"), to="family", of=letter.cause)


def _address_check_runs(h: Household) -> bool:
    return any(clock.is_running and clock.code == "address_check" for clock in h.clocks)


def _held_last(h: Household, letter: Happening) -> bool:
    """Whether the last word on this letter is that it is held."""
    for said in reversed(h.happenings):
        if said.get("kind") == letter.get("kind") and (said.cause == letter.cause or said.get("of") == letter.cause):
            return said.event == "message_held"
    return False


def _say(h: Household, f: Recorded, event: str, children: tuple[str, ...], **detail: object) -> None:
    kept = tuple((name, value) for name, value in detail.items() if value is not None)
    h.happenings.append(Happening(f.uuid, event, children, kept))
