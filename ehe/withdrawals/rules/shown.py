"""A notice as people read it: required apart from helpful, and "Not given" where nothing was. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ehe.withdrawals.rules import grounds
from ehe.withdrawals.rules.answers import Answers, Carer, ChildLeaving, Place, Sibling

NOT_GIVEN = "Not given"

YES_NO = {"yes": "Yes", "no": "No", "not_known": "Not known", "not_safe_to_ask": "It is not safe to ask"}
SEX = {"female": "Female", "male": "Male", "not_known": "Not known"}
LIVES = {
    "with_child": "With the child",
    "other_home": "At another address, where the child lives for part of the time",
    "apart": "At another address, where the child does not normally live",
}


@dataclass(frozen=True)
class Row:
    """One answer: its lines as they were typed, and the page that asks for it, in a list for whom."""

    key: str
    lines: tuple[str, ...]
    page: str
    number: int | None = None
    # Words of a person, kept as they stand: spaces and ends of lines too.
    exact: bool = False

    @property
    def is_given(self) -> bool:
        return bool(self.lines)


@dataclass(frozen=True)
class Section:
    title: str
    rows: tuple[Row, ...]
    hint: str = ""


def sections(answers: Answers, documents: Mapping[str, str]) -> list[Section]:
    """The whole notice. `documents` gives the names of files by uuid."""
    return [
        Section("First of all", tuple(_safety(answers))),
        Section("Required by law", tuple(_required(answers)), "The regulations ask every school for these."),
        Section("The parent’s notice", tuple(_notice(answers, documents))),
        Section("Helpful if known", tuple(_helpful(answers)), "You may leave any of these empty."),
    ]


def _row(key: str, *lines: str, page: str, number: int | None = None, exact: bool = False) -> Row:
    return Row(key, tuple(line for line in lines if line.strip()), page, number, exact)


def _safety(answers: Answers) -> Iterator[Row]:
    question = "Someone must not know where the child lives, or that we are in touch"
    yield _row(question, YES_NO.get(answers.safety, ""), page="safety")


# ---- required ------------------------------------------------------------------------------------


def _required(answers: Answers) -> Iterator[Row]:
    for number, child in enumerate(answers.children or (ChildLeaving(),), start=1):
        yield _row(_of("Child’s full name", number, answers.children), child.name, page="child", number=number)
    yield _row("Child’s address", *_home(answers), page="address")
    if not answers.carers:
        yield _row("Parent or carer", page="carer", number=1)
    for number, carer in enumerate(answers.carers, start=1):
        key = _of("Parent or carer", number, answers.carers)
        yield _row(f"{key}: full name", carer.name, LIVES.get(carer.lives, ""), page="carer", number=number)
        if not carer.is_with_child:
            yield _row(f"{key}: address", *_elsewhere(carer), page="carer_contact", number=number)
        phone = "The school holds no number" if carer.no_phone else carer.phone
        yield _row(f"{key}: emergency phone number", phone, page="carer_contact", number=number)
    ground = grounds.ground(answers.roll.ground)
    lines = (ground.label, ground.source or "") if ground else ()
    yield _row("Why the name comes off the roll", *lines, page="roll")


def _of(key: str, number: int, items: tuple[object, ...]) -> str:
    return f"{key} {number}" if len(items) > 1 else key


def _home(answers: Answers) -> list[str]:
    home = answers.home
    if home.kind == "no_fixed":
        return ["No fixed address", home.where]
    hidden = ["This address must not be shared"] if home.kind == "not_shared" else []
    return [*home.place.lines, *hidden]


def _elsewhere(carer: Carer) -> list[str]:
    if carer.address_not_known:
        return ["The school does not know this address"]
    hidden = ["This address must not be shared"] if carer.not_shared else []
    return [*carer.place.lines, *hidden]


# ---- the parent's notice -------------------------------------------------------------------------


def _notice(answers: Answers, documents: Mapping[str, str]) -> Iterator[Row]:
    notice = answers.parent_notice
    held = {"yes": documents.get(notice.document, ""), "no": "No written notice is held"}.get(notice.held, "")
    yield _row("The parent’s written notice", held, page="parent_notice")
    yield _row("Who gave the notice", notice.notice_from, page="parent_notice")
    yield _row("Received by the school on", _day(notice.received_on), page="parent_notice")


# ---- helpful -------------------------------------------------------------------------------------


def _helpful(answers: Answers) -> Iterator[Row]:
    for number, child in enumerate(answers.children, start=1):
        yield from _about_child(child, number, answers)
    for number, carer in enumerate(answers.carers, start=1):
        yield from _about_carer(carer, number, answers)
    yield from _siblings(answers)
    roll, known = answers.roll, answers.known
    yield _row("Last day attended", _day(roll.last_attended_on), page="roll")
    yield _row("Date the name comes off the roll", _day(roll.off_roll_on), page="roll")
    yield _row("Special school place arranged by the council", YES_NO.get(roll.special_school, ""), page="roll")
    yield _row("School attendance order in force", YES_NO.get(roll.order_in_force, ""), page="roll")
    yield _row("What the school knows", known.own_words, page="known", exact=True)
    yield _row("Social care now", YES_NO.get(known.social_care_open, ""), page="known")
    yield _row("Child protection plan now", YES_NO.get(known.protection_plan, ""), page="known")
    yield _row("An earlier plan, care or court", YES_NO.get(known.previous_plan, ""), page="known")
    yield _row("The other parent knows", YES_NO.get(known.other_parent_aware, ""), page="known")
    yield _row("What worries the school", answers.concern, page="concern", exact=True)


def _about_child(child: ChildLeaving, number: int, answers: Answers) -> Iterator[Row]:
    whose = f"{child.name}: " if len(answers.children) > 1 else ""
    year = {"N": "Nursery", "R": "Reception", "not_known": "Not known"}.get(child.year, f"Year {child.year}")
    for key, value in (
        ("Known as", child.known_as),
        ("Date of birth", _day(child.born_on)),
        ("Unique pupil number (UPN)", child.upn),
        ("Sex", SEX.get(child.sex, "")),
        ("Year group", year if child.year else ""),
    ):
        yield _row(f"{whose}{key if not whose else key[:1].lower() + key[1:]}", value, page="child", number=number)


def _about_carer(carer: Carer, number: int, answers: Answers) -> Iterator[Row]:
    key = _of("Parent or carer", number, answers.carers)
    yield _row(f"{key}: relationship", carer.relationship, page="carer", number=number)
    responsibility = YES_NO.get(carer.responsibility, "")
    yield _row(f"{key}: parental responsibility", responsibility, page="carer", number=number)
    yield _row(f"{key}: email address", carer.email, page="carer_contact", number=number)


def _siblings(answers: Answers) -> Iterator[Row]:
    if not answers.siblings:
        said = {"no": "None", "not_known": "Not known"}.get(answers.any_siblings, "")
        yield _row("Brothers and sisters", said, page="siblings")
    for number, sibling in enumerate(answers.siblings, start=1):
        yield _row(
            _of("Brother or sister", number, answers.siblings), *_sibling(sibling), page="sibling", number=number
        )


def _sibling(sibling: Sibling) -> tuple[str, ...]:
    born = f"Born {_day(sibling.born_on)}" if sibling.born_on else ""
    return sibling.name, born, sibling.school


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def place_in_one_line(place: Place) -> str:
    return ", ".join(place.lines)
