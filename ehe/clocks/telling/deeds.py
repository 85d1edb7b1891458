"""Letters, referrals, complaints, entries, corrections and the register's own deeds, told. Pure."""

from datetime import date
from typing import Any

from ehe.clocks.telling.base import Book, Line, Tell, Told, line, of, own, told
from ehe.clocks.words import plain as day
from ehe.facts import kinds
from ehe.register import words as w

# --- letters -------------------------------------------------------------------------------------


@of(kinds.LetterPosted, kinds.LetterReturned)
def _letter(fact: kinds.LetterPosted | kinds.LetterReturned, _book: Book) -> Told:
    came = "came back" if isinstance(fact, kinds.LetterReturned) else "posted"
    return told(
        f"Letter {came}: {w.TEMPLATES.get(fact.template, w.plain(fact.template).lower())}",
        line("Posted", fact.posted_on),
        own("Reason", fact.reason),
    )


@of(kinds.HoldPlaced)
def _held(fact: kinds.HoldPlaced, _book: Book) -> Told:
    return told("Messages to the family held: no date moves", own("Reason", fact.reason))


@of(kinds.HoldLifted)
def _lifted(fact: kinds.HoldLifted, _book: Book) -> Told:
    return told("Messages to the family go again", own("Reason", fact.reason))


# --- referral and disagreement ---------------------------------------------------------------------


@of(kinds.ReferralMade)
def _referral(fact: kinds.ReferralMade, _book: Book) -> Told:
    return told(
        f"Referred to children’s social care {w.REFERRAL_METHODS.get(fact.method, fact.method)}",
        own("In the referrer’s words", fact.own_words),
        own("Outcome wanted", fact.outcome_wanted),
    )


@of(kinds.ReferralDecisionMade)
def _released(fact: kinds.ReferralDecisionMade, _book: Book) -> Told:
    done = "released" if fact.decision == "release" else "withheld"
    return told(f"Drafted referral {done}", own("Reason", fact.reason))


@of(kinds.ReferralAcknowledged)
def _acknowledged(fact: kinds.ReferralAcknowledged, _book: Book) -> Told:
    return told("A named person at children’s social care has the referral", line("Reference", fact.reference))


@of(kinds.ReferralDecided)
def _referral_decided(fact: kinds.ReferralDecided, _book: Book) -> Told:
    return told(
        f"Children’s social care decided: {w.REFERRAL_OUTCOMES[fact.outcome].lower()}", own("Reason", fact.reason)
    )


@of(kinds.ReferralClosed)
def _referral_closed(fact: kinds.ReferralClosed, _book: Book) -> Told:
    return told("Referral closed by children’s social care", own("Reason", fact.reason))


def _reply(title: str) -> Tell:
    def teller(fact: Any, book: Book) -> Told:
        return told(title, own("Words", fact.words), line("Owner", fact.owner and book.person(fact.owner)))

    return teller


of(kinds.FeedbackReceived)(_reply("The referrer was told what became of the referral"))
of(kinds.NextStepRecorded)(_reply("Next step"))


@of(kinds.DisagreementRaised, kinds.DisagreementSettled)
def _disagreement(fact: kinds.DisagreementRaised | kinds.DisagreementSettled, _book: Book) -> Told:
    done = "settled" if isinstance(fact, kinds.DisagreementSettled) else "raised"
    stage = f", stage {fact.stage}" if fact.stage else ""
    return told(f"Professional disagreement {done}{stage}", own("Reason", fact.reason), own("Outcome", fact.outcome))


@of(kinds.PassedOn)
def _passed_on(fact: kinds.PassedOn, book: Book) -> Told:
    return told(f"{fact.what.capitalize()} passed on", line("To", book.person(fact.to)))


# --- complaint, people at work -----------------------------------------------------------------------


@of(kinds.ComplaintMade)
def _complaint(fact: kinds.ComplaintMade, _book: Book) -> Told:
    about = "the officer" if fact.about == "officer" else "the authority"
    return told(f"Complaint about {about}", own("Words", fact.words))


@of(kinds.CoverDecided)
def _cover(fact: kinds.CoverDecided, book: Book) -> Told:
    return told(f"{book.person(fact.officer)} carries on while the complaint is looked at")


@of(kinds.OfficerAssigned)
def _assigned(fact: kinds.OfficerAssigned, book: Book) -> Told:
    return told(f"Named officer: {book.person(fact.officer)}")


@of(kinds.OfficerAway)
def _away(fact: kinds.OfficerAway, book: Book) -> Told:
    return told(
        f"{book.person(fact.officer)} away",
        line("From", fact.from_),
        line("Until", fact.until),
        line("Cover", book.person(fact.cover) if fact.cover else "The managers"),
    )


@of(kinds.OfficerReturned)
def _back(fact: kinds.OfficerReturned, book: Book) -> Told:
    return told(f"{book.person(fact.officer)} back")


# --- entry, tracing, closing -----------------------------------------------------------------------


@of(kinds.EnquiryRecorded)
def _enquiry(fact: kinds.EnquiryRecorded, _book: Book) -> Told:
    answer = own("Answer", fact.answer) or Line("Answer", "None yet")
    return told("Enquiry to find the child’s education", own("Asked", fact.asked), answer)


@of(kinds.TransferSent)
def _transfer(fact: kinds.TransferSent, book: Book) -> Told:
    return told(f"File sent to {book.person(fact.to)}", line("Reference", fact.reference))


@of(kinds.TransferAcknowledged)
def _received(fact: kinds.TransferAcknowledged, _book: Book) -> Told:
    return told("The other authority has the file", line("Reference", fact.reference))


@of(kinds.EntryChanged)
def _entry(fact: kinds.EntryChanged, _book: Book) -> Told:
    return told(f"On the register as {w.STATUSES_IN_FULL[fact.status]}", own("Reason", fact.reason))


@of(kinds.ExtensionRequested)
def _extension_asked(fact: kinds.ExtensionRequested, book: Book) -> Told:
    return told(f"{book.clock(fact.clock)}: a later last day asked for, {day(fact.until)}", own("Reason", fact.reason))


@of(kinds.ExtensionRefused)
def _extension_refused(fact: kinds.ExtensionRefused, _book: Book) -> Told:
    return told("A later last day refused by a second person", own("Reason", fact.reason))


@of(kinds.ExtensionGranted)
def _extension(fact: kinds.ExtensionGranted, book: Book) -> Told:
    return told(
        f"{book.clock(fact.clock)}: extended to {day(fact.until)}",
        line("Second person", book.person(fact.second)),
        own("Reason", fact.reason),
    )


def _closing_reason(code: str) -> str:
    words = w.CLOSING_REASONS.get(code, w.plain(code))
    return words[:1].lower() + words[1:]


@of(kinds.ClosureRequested)
def _closing(fact: kinds.ClosureRequested, _book: Book) -> Told:
    return told(f"Closing asked for: {_closing_reason(fact.reason)}", own("Evidence", fact.evidence))


@of(kinds.ClosureRefused)
def _not_closed(fact: kinds.ClosureRefused, _book: Book) -> Told:
    return told("Closing refused", own("Reason", fact.reason))


@of(kinds.ClosureAgreed)
def _closed(_fact: kinds.ClosureAgreed, _book: Book) -> Told:
    return told("Closing agreed by a second person")


# --- corrections and the register's own deeds -------------------------------------------------------


@of(kinds.FactCorrected)
def _corrected(fact: kinds.FactCorrected, book: Book) -> Told:
    to = fact.to if isinstance(fact.to, list) else [fact.to]
    now = ", ".join(_value(book, fact.field, one) for one in to)
    return told(
        "An earlier entry put right",
        line("What", {"on": "The day it happened", "child": "Which child it is about"}.get(fact.field)
              or w.plain(fact.field)),
        line("Now reads", now),
        own("Reason", fact.reason),
    )  # fmt: skip


def _value(book: Book, name: str, value: Any) -> str:
    if value is None:
        return "not given"
    if name == "child":
        return book.child(str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return book.people.get(str(value), str(value))


@of(kinds.SchedulerStopped)
def _stopped(fact: kinds.SchedulerStopped, _book: Book) -> Told:
    return told("The register’s own work stood still", line("Until", fact.until))


@of(kinds.StepFired)
def _step(fact: kinds.StepFired, book: Book) -> Told:
    # The last rung drafts a referral: nobody outside has been told by it. A role that the title names is said once.
    to = None if fact.rung in ("warn", "social_care", fact.to) else book.person(fact.to)
    return told(
        f"{book.clock(fact.clock)}: {w.STEPS.get(fact.rung, w.plain(fact.rung).lower())}",
        line("Last day in time", fact.due_on),
        line("Told", to),
        line("Late", "The register had stood still before this" if fact.outage else None),
    )


@of(kinds.ReferralDrafted)
def _drafted(fact: kinds.ReferralDrafted, book: Book) -> Told:
    why = {"asked": "A manager asked for it", "lapse": "A duty lapsed to its last rung"}
    grounds = tuple(Line("Ground", w.with_names(ground, book.people), own=True) for ground in fact.grounds)
    because = line("Why now", why.get(fact.because, w.plain(fact.because)))
    return told("The register drafted a referral to children’s social care", because, *grounds)


@of(kinds.ReferralSent)
def _sent(fact: kinds.ReferralSent, book: Book) -> Told:
    how = f"Released by {book.person(fact.released_by)}" if fact.released_by else None
    if fact.standing_decision is not None:
        how = f"Sent under standing decision {fact.standing_decision}; no person had read this case"
    return told(f"Referral sent to {book.person(fact.to)}", line("How", how))


@of(kinds.UserAdded)
def _user_added(fact: kinds.UserAdded, book: Book) -> Told:
    return told("A user was added", line("Who", book.person(fact.user)), line("Role", w.plain(fact.role)))


@of(kinds.UserDisabled)
def _user_disabled(fact: kinds.UserDisabled, book: Book) -> Told:
    cover = line("Who has their duties", book.person(fact.cover)) if fact.cover else None
    return told("A user was disabled", line("Who", book.person(fact.user)), cover)


@of(kinds.PasswordGiven)
def _password_given(fact: kinds.PasswordGiven, book: Book) -> Told:
    return told("A one-time password was given", line("To", book.person(fact.user)))


@of(kinds.LooksSealed)
def _sealed(fact: kinds.LooksSealed, _book: Book) -> Told:
    return told("The record of who looked was sealed", line("Looks", fact.count))


@of(kinds.ReferralRead)
def _read(_fact: kinds.ReferralRead, _book: Book) -> Told:
    return told("A named person has read the referral that went under a standing decision")


@of(kinds.StandingDecisionSigned)
def _signed(fact: kinds.StandingDecisionSigned, _book: Book) -> Told:
    return told(
        f"Standing decision {fact.number} signed",
        line("Director", fact.director),
        line("Agreed with", fact.agreed_with),
        line("Signed", fact.signed_on),
        line("Review", fact.review_on),
    )


@of(kinds.SettingChanged)
def _setting(fact: kinds.SettingChanged, _book: Book) -> Told:
    return told("A setting of the authority changed", line("Which", w.plain(fact.key)))
