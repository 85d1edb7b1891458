"""The notices as the schools' own pages would have kept them, and what became of them. Pure values."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ehe.demo.people import DemoAdult
from ehe.demo.story import Story
from ehe.facts import kinds
from ehe.facts.recorded import Recorded
from ehe.withdrawals.rules import answers as said

Row = tuple[Any, ...]


def notices(story: Story) -> Iterator[tuple[str, Row]]:
    """The rows of every notice of the household, with who took it in and when."""
    for f in story.life.facts:
        if isinstance(f.fact, kinds.WithdrawalNotified):
            yield from _notice(story, f, f.fact)


def _notice(story: Story, f: Recorded, fact: kinds.WithdrawalNotified) -> Iterator[tuple[str, Row]]:
    uuid, later = story.life.uuid(), story.life.facts[f.seq :]
    urn = f.by.word.removeprefix("school:")
    held = f.at if fact.written_notice else _when(later, f, kinds.WrittenNoticeReceived)
    accepted = next((x for x in later if x.kind == "officer_assigned" and set(x.children) & set(f.children)), None)
    due = {c.code: c.first_due_on for c in reversed(story.h.clocks) if c.cycle == f.uuid}
    yield (
        "withdrawal_notice",
        (
            uuid, fact.reference, urn, fact.school, f.uuid, said.to_json(_answers(story, f, fact)),
            story.life.recorded_by[f.uuid], f.at, due.get("triage"), due.get("written_notice_query"), held,
            accepted.by.word if accepted else None, accepted.at if accepted else None,
        ),
    )  # fmt: skip
    for place, child in enumerate(f.children):
        yield "withdrawal_notice_child", (uuid, child, place)


def _when(later: list[Recorded], f: Recorded, kind: type[kinds.Kind]) -> datetime | None:
    return next((x.at for x in later if isinstance(x.fact, kind) and set(x.children) & set(f.children)), None)


def _answers(story: Story, f: Recorded, fact: kinds.WithdrawalNotified) -> said.Answers:
    """The school's answers, as its own pages would have kept them."""
    leaving = [story.children[child] for child in f.children]
    others = [child for child in story.family.children if child.uuid not in f.children]
    home = next((a.addresses[-1] for a in story.family.adults if a.lives_here), None)
    hidden = fact.safety == "yes"
    place = _place(home.line1, home.line2, home.town, home.postcode) if home else said.Place()
    return said.Answers(
        safety=fact.safety or "not_known",
        children=tuple(
            said.ChildLeaving(
                first_name=child.first_name,
                last_name=child.last_name,
                known_as=child.known_as or "",
                born_on=child.fate.born_on,
                upn=child.upn or "",
                sex="female" if child.sex == "female" else "male" if child.sex == "male" else "not_known",
            )
            for child in leaving
        ),
        home=said.Home(kind="not_shared" if hidden else "address", place=place),
        carers=tuple(_carer(adult, hidden) for adult in story.family.adults),
        any_siblings="yes" if others else "no",
        siblings=tuple(
            said.Sibling(
                first_name=child.first_name,
                last_name=child.last_name,
                born_on=child.fate.born_on,
                school=child.school.name if child.school else "",
            )
            for child in others
        ),
        roll=said.Roll(
            ground=fact.ground or "",
            last_attended_on=fact.last_attended_on,
            off_roll_on=fact.off_roll_on,
            special_school=_yes(fact.special_school),
            order_in_force=_yes(fact.order_in_force),
        ),
        parent_notice=said.ParentNotice(
            held="yes" if fact.written_notice else "no",
            notice_from=fact.notice_from or "",
            received_on=fact.received_on,
        ),
        known=said.Known(
            own_words=fact.own_words or "",
            social_care_open=_yes(fact.social_care_open),
            protection_plan=_yes(fact.protection_plan),
            previous_plan=_yes(fact.previous_plan),
            other_parent_aware=fact.other_parent_aware or "",
        ),
        concern=fact.concern if isinstance(fact.concern, str) else "",
    )


def _yes(flag: bool | None) -> said.YesNo:
    return "not_known" if flag is None else "yes" if flag else "no"


def _place(line1: str, line2: str | None, town: str, postcode: str) -> said.Place:
    return said.Place(line1=line1, line2=line2 or "", town=town, postcode=postcode)


def _carer(adult: DemoAdult, hidden: bool) -> said.Carer:
    home = adult.addresses[-1]
    apart = not adult.lives_here
    return said.Carer(
        name=adult.name,
        relationship=adult.relationship,
        responsibility=_yes(adult.responsibility),
        lives="other_home" if apart else "with_child",
        place=_place(home.line1, home.line2, home.town, home.postcode) if apart else said.Place(),
        not_shared=hidden and apart,
        phone=adult.phone or "",
        no_phone=adult.phone is None,
        email=adult.email or "",
    )
