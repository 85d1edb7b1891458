"""The pages of a notice in their order, and what it cannot be sent without. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from ehe.withdrawals.rules.answers import Answers, Carer

# The pages that follow one another; the pages of one child, carer or sibling lie before their list.
PAGES = ("safety", "children", "address", "carers", "siblings", "roll", "parent_notice", "known", "concern", "check")


@dataclass(frozen=True)
class Missing:
    """One answer without which a notice cannot be sent: the page that asks for it, and in a list for whom."""

    page: str
    words: str
    number: int | None = None


def following(page: str) -> str:
    return PAGES[min(PAGES.index(page) + 1, len(PAGES) - 1)]


def before(page: str) -> str | None:
    """The page before, None on the first."""
    place = PAGES.index(page)
    return PAGES[place - 1] if place else None


def missing(answers: Answers) -> list[Missing]:
    """What still has to be answered: what the law requires, the safety question, and the parent's notice."""
    return list(_missing(answers))


def _missing(answers: Answers) -> Iterator[Missing]:
    if not answers.safety:
        yield Missing("safety", "Say whether anyone must not know where the child lives")
    yield from _children(answers)
    if not answers.home.kind:
        yield Missing("address", "Enter the child’s address, or say why there is none to give")
    elif answers.home.kind == "address" and not (answers.home.place.line1 and answers.home.place.town):
        yield Missing("address", "Enter the child’s address")
    yield from _carers(answers)
    if not answers.roll.ground:
        yield Missing("roll", "Select why the name comes off the roll")
    notice = answers.parent_notice
    if not notice.held or (notice.held == "yes" and not notice.document):
        yield Missing("parent_notice", "Add the parent’s written notice, or say that you hold none")


def _children(answers: Answers) -> Iterator[Missing]:
    if not answers.children:
        yield Missing("child", "Enter the child’s name", 1)
    for number, child in enumerate(answers.children, start=1):
        if not child.name:
            yield Missing("child", "Enter the child’s name", number)


def _carers(answers: Answers) -> Iterator[Missing]:
    if not any(carer.lives in ("with_child", "other_home") for carer in answers.carers):
        yield Missing("carer", "Enter a parent or carer with whom the child normally lives", len(answers.carers) + 1)
    for number, carer in enumerate(answers.carers, start=1):
        if not carer.name or not carer.lives:
            yield Missing("carer", "Enter the name of each parent or carer, and where they live", number)
        elif words := contact_missing(carer):
            yield Missing("carer_contact", f"{words} for {carer.name}", number)


def contact_missing(carer: Carer) -> str | None:
    """What the law requires of someone with whom the child normally lives; of anyone else nothing is required."""
    if carer.lives == "apart":
        return None
    if carer.lives == "other_home" and not (carer.place.line1 or carer.address_not_known):
        return "Enter the address, or say that it is not known,"
    if not (carer.phone or carer.no_phone):
        return "Enter an emergency phone number, or say that you hold none,"
    return None
