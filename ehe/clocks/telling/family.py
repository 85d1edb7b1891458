"""The notice, the people, concerns, contact and the education, told. Pure."""

from collections.abc import Mapping
from typing import Any

from ehe.clocks.telling.base import Book, Tell, Told, line, listed, of, own, told
from ehe.facts import kinds
from ehe.register import words as w

# --- withdrawal -----------------------------------------------------------------------------


@of(kinds.WithdrawalNotified)
def _withdrawal(fact: kinds.WithdrawalNotified, _book: Book) -> Told:
    yes = (
        ("An attendance order is in force", fact.order_in_force),
        ("A special school named in a plan", fact.special_school),
        ("Child protection plan or section 47 enquiry now", fact.protection_plan),
        ("Open to social care now", fact.social_care_open),
        ("An earlier plan, care or court history", fact.previous_plan),
    )
    return told(
        "Withdrawal notified",
        line("Reference", fact.reference),
        line("Parent’s written notice", "Held" if fact.written_notice else "No written notice held"),
        line("Notice received", fact.received_on),
        line("Notice from", fact.notice_from),
        line("Last day attended", fact.last_attended_on),
        line("Off the roll from", fact.off_roll_on),
        line("Why the name comes off the roll", fact.ground and w.GROUNDS.get(fact.ground, w.plain(fact.ground))),
        line("Is there anyone who must not know where this child lives?", fact.safety and w.YES_NO[fact.safety]),
        line("The other parent knows", fact.other_parent_aware and w.plain(fact.other_parent_aware)),
        *(line(label, "Yes") for label, said in yes if said),
        own("In the school’s words", fact.own_words),
        own("Concern", fact.concern if isinstance(fact.concern, str) else None),
    )


def _statement(title: str) -> Tell:
    def teller(fact: Any, book: Book) -> Told:
        return told(
            title,
            line("On behalf of", fact.on_behalf_of),
            listed("Sources", fact.sources and [book.people.get(source, source) for source in fact.sources]),
            line("From", fact.starts_on),
            own("Words", fact.words),
        )

    return teller


for _kind, _title in (
    (kinds.WrittenNoticeReceived, "The parent’s written notice received"),
    (kinds.SiblingChecked, "Asked after at their own school"),
    (kinds.AddressVerified, "Address agreed with a source"),
    (kinds.AddressDisputed, "Address disputed"),
    (kinds.AddressRecorded, "Address written down"),
    (kinds.ReportShared, "Report shared with the parent"),
    (kinds.RollConfirmed, "On a school’s roll"),
    (kinds.AttendanceConfirmed, "First attendance confirmed"),
    (kinds.ChildViewRecorded, "What the child says"),
):
    of(_kind)(_statement(_title))


@of(kinds.ChildMatched)
def _matched(fact: kinds.ChildMatched, book: Book) -> Told:
    same = "Found to be the same child as another record"
    title = same if fact.answer == "same" else "Found to be another child than a record like it"
    other = book.children.get(fact.other)
    return told(title, line("The other record", other), own("Reason", fact.reason))


# --- people and household ----------------------------------------------------------------------


def _name(person: Mapping[str, Any]) -> str:
    whole = f"{person.get('first_name', '')} {person.get('last_name', '')}".strip()
    return str(person.get("name") or whole or "Name not known")


@of(kinds.ChildAdded, kinds.AdultAdded)
def _added(fact: kinds.ChildAdded | kinds.AdultAdded, _book: Book) -> Told:
    title = "A child of the household" if isinstance(fact, kinds.ChildAdded) else "An adult of the household"
    return told(f"{title}: {_name(fact.person)}", line("Known since", fact.known_since), line("Source", fact.source))


@of(kinds.HouseholdChanged)
def _household(fact: kinds.HouseholdChanged, book: Book) -> Told:
    who = book.children.get(fact.who) or book.people.get(fact.who) or "Someone"
    return told(f"{who} {fact.change} the household", line("Source", fact.source))


@of(kinds.SafetyRecorded)
def _safety(fact: kinds.SafetyRecorded, book: Book) -> Told:
    return told(
        "Is there anyone who must not know where this child lives?",
        line("Answer", w.YES_NO.get(fact.answer, w.plain(fact.answer))),
        line("Who", fact.adult and book.people.get(fact.adult, fact.adult)),
        own("How we know", fact.how),
    )


@of(kinds.SafeToWriteRecorded)
def _safe_to_write(fact: kinds.SafeToWriteRecorded, book: Book) -> Told:
    return told(
        f"Is it safe to write to {book.people.get(fact.adult, 'this adult')}?",
        line("Answer", w.YES_NO[fact.answer]),
        own("How we know", fact.how),
    )


@of(kinds.PreferenceRecorded)
def _preference(fact: kinds.PreferenceRecorded, book: Book) -> Told:
    return told(
        "How the family asks to be reached",
        own("Answer", fact.answer),
        line("Who", fact.adult and book.people.get(fact.adult, fact.adult)),
        own("How we know", fact.how),
    )


# --- concerns and rating -------------------------------------------------------------------------


@of(kinds.ConcernRaised)
def _concern(fact: kinds.ConcernRaised, _book: Book) -> Told:
    return told(
        "Concern",
        line("Category", w.CATEGORIES[fact.category or "significant"] + ("" if fact.category else " (none was given)")),
        line("The speaker is not content with what was done", fact.dissatisfied or None),
        own("In the speaker’s words", fact.own_words),
    )


@of(kinds.ConcernDecided, kinds.ConcernsReviewed)
def _judged(fact: kinds.ConcernDecided | kinds.ConcernsReviewed, book: Book) -> Told:
    together = isinstance(fact, kinds.ConcernsReviewed)
    return told(
        "Concerns read together" if together else "Concern decided",
        line("Outcome", w.CONCERN_OUTCOMES[fact.outcome]),
        line("Owner", fact.owner and book.person(fact.owner)),
        own("Reason", fact.reason),
    )


@of(kinds.RagSet)
def _rated(fact: kinds.RagSet, _book: Book) -> Told:
    return told(f"Rated {fact.rag}", own("Reason", fact.reason))


# --- contact and sighting ------------------------------------------------------------------------


def _sighting(grade: str, setting: str | None, observer: str | None) -> str:
    where = f", {w.SETTINGS[setting].lower()}" if setting and grade != "not_seen" else ""
    who = f" (by {w.OBSERVERS[observer].lower()})" if observer and observer != "officer" else ""
    return w.GRADES[grade] + where + who


@of(kinds.ContactAttempted)
def _contact(fact: kinds.ContactAttempted, book: Book) -> Told:
    seen = (line(book.child(s.child), _sighting(s.grade, s.setting, s.observer)) for s in fact.sightings)
    place = fact.place and w.SETTINGS.get(fact.place, fact.place)
    return told(
        f"{w.METHODS[fact.method]}: {w.OUTCOMES[fact.outcome].lower()}",
        line("Announced", fact.announced),
        line("Where", place),
        *seen,
        own("Adults now in the home", fact.adults_in_home),
        own("Words", fact.words),
    )


@of(kinds.ChildSighted)
def _sighted(fact: kinds.ChildSighted, _book: Book) -> Told:
    return told(
        _sighting(fact.grade, fact.setting, None), line("By", w.OBSERVERS[fact.observer]), own("Words", fact.words)
    )


@of(kinds.VisitDecided)
def _visit(fact: kinds.VisitDecided, _book: Book) -> Told:
    return told(
        "Decided after a declined visit",
        line("Decision", w.VISIT_DECISIONS[fact.decision]),
        line("Review", fact.review_on),
        own("Reason", fact.reason),
    )


# --- education -----------------------------------------------------------------------------------


def _information(title: str, by_when: str) -> Tell:
    def teller(fact: Any, _book: Book) -> Told:
        return told(title, own("What", fact.what), line(by_when, fact.due_on))

    return teller


for _about, _title, _by in (
    (kinds.InformationRequested, "Information about the education asked for", "By"),
    (kinds.InformationReceived, "Information about the education received", "Due"),
    (kinds.InformationPromised, "Something was promised", "By"),
):
    of(_about)(_information(_title, _by))


@of(kinds.SuitabilityDecided)
def _suitability(fact: kinds.SuitabilityDecided, _book: Book) -> Told:
    return told(
        f"Decided on the education: {w.JUDGEMENTS[fact.judgement].lower()}",
        listed("Evidence", fact.evidence),
        own("Reason", fact.reason),
    )
