"""What the values in facts are called on pages: one word each, the same in forms, lists and the chronology. Pure."""

import re
from collections.abc import Mapping

METHODS: Mapping[str, str] = {
    "visit": "Visit",
    "meeting": "Meeting",
    "video": "Video call",
    "phone": "Phone call",
    "email": "Email",
    "letter": "Letter",
}
OUTCOMES: Mapping[str, str] = {
    "answered": "Answered",
    "adult_only": "Answered by an adult, no child there",
    "no_answer": "No answer",
    "refused": "Refused",
    "no_access_to_building": "No access to the building",
    "rearranged_by_family": "Rearranged by the family",
    "gone_away": "Gone away",
    "wrong_address": "Wrong address or number",
    "staff_could_not_attend": "We could not attend",
}
GRADES: Mapping[str, str] = {
    "not_seen": "Not seen",
    "heard": "Heard only",
    "glimpsed": "Glimpsed",
    "seen": "Seen, not spoken to",
    "spoken_to": "Seen and spoken to",
    "spoken_to_alone": "Spoken to alone",
    "communicated_with": "Communicated with, by the child’s own means",
}
SETTINGS: Mapping[str, str] = {
    "home": "Inside the home",
    "doorstep": "On the doorstep",
    "elsewhere": "Somewhere else",
    "video": "On screen",
    "phone": "On the phone",
}
OBSERVERS: Mapping[str, str] = {
    "officer": "Our own staff",
    "social_care": "Children’s social care",
    "police": "The police",
    "health": "Health",
    "school": "A school",
    "authority": "Another authority",
    "public": "A member of the public",
}
STATUSES: Mapping[str, str] = {
    "pending": "Pending",
    "EHE": "EHE",
    "CME": "CME",
    "flexi_school": "Flexi-school",
    "EOTAS": "EOTAS",
    "section_19": "Section 19",
    "part_time": "Part-time",
}
STATUSES_IN_FULL: Mapping[str, str] = {
    "EHE": "Elective home education (EHE)",
    "CME": "Child missing education (CME)",
    "flexi_school": "Flexi-school",
    "EOTAS": "Education otherwise than at school (EOTAS)",
    "section_19": "Section 19 provision",
    "part_time": "Part-time timetable",
    "pending": "Pending, not yet decided",
}
RAGS: Mapping[str, str] = {"red": "Red", "amber": "Amber", "green": "Green"}
CATEGORIES: Mapping[str, str] = {"significant": "Significant", "low": "Low"}
CONCERN_OUTCOMES: Mapping[str, str] = {
    "referred": "Referred to children’s social care",
    "early_help": "Early help",
    "education_only": "Education only",
    "no_further_action": "No further action",
}
JUDGEMENTS: Mapping[str, str] = {
    "suitable": "Suitable",
    "more_information": "More information needed",
    "not_suitable": "Not suitable",
}
VISIT_DECISIONS: Mapping[str, str] = {
    "accept": "Accept until a review date",
    "try_again": "Try again",
    "refer": "Refer to children’s social care",
}
REFERRAL_OUTCOMES: Mapping[str, str] = {
    "no_further_action": "No further action",
    "advice": "Advice given",
    "early_help": "Early help",
    "assessment": "Assessment",
    "strategy_discussion": "Strategy discussion",
    "already_open": "Already open: passed to the allocated worker",
    "returned_for_consent": "Returned for consent",
}
YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No", "not_known": "Not known"}
ADDRESS_STATUSES: Mapping[str, str] = {
    "single_source": "One source only",
    "verified": "Verified by two sources",
    "disputed": "Disputed",
    "returned_mail": "Mail came back",
}
RUNGS: Mapping[str, str] = {
    "warn": "Warning on the list",
    "due": "Last day",
    "manager": "Manager",
    "head_of_service": "Head of service",
    "social_care": "Referral to children’s social care, drafted or joined to the open one",
    "safeguarding_lead": "Director’s safeguarding lead",
    "chase": "Chased",
    "social_care_manager": "Social care’s manager",
    "next_stage": "Next stage",
}

# The same rungs as the chronology tells them: what became of a duty that was not done.
STEPS: Mapping[str, str] = {
    "warn": "warning on the list",
    "due": "last day",
    "manager": "climbed to the manager",
    "head_of_service": "climbed to the head of service",
    "social_care": "a referral to children’s social care is drafted, or the open one holds this too",
    "safeguarding_lead": "climbed to the director’s safeguarding lead",
    "chase": "chased",
    "social_care_manager": "climbed to social care’s manager",
    "next_stage": "the next stage",
}
# Why a name comes off a school's roll, shorter than on the school's own form.
GROUNDS: Mapping[str, str] = {
    "EHE": "Educated outside school, as a parent told the school in writing",
    "TRANSFER": "On the roll of another school",
    "MOVED": "No longer lives near enough to the school",
    "LEAVE_OVERRUN": "Not back 10 school days after a leave of absence",
    "ABSENT_20": "Absent without leave for 20 school days",
    "EXCLUDED": "Permanently excluded",
    "NURSERY_END": "Nursery has ended",
    "DUAL_END": "On the roll of another school as well, and not expected back",
    "SAO_CHANGED": "The school attendance order names another school now",
    "SAO_REVOKED": "The school attendance order was revoked",
    "LEFT_INDEPENDENT": "Has left an independent or non-maintained school",
    "FEES": "Boarding charges were not paid",
    "CUSTODY": "Serving a custodial sentence",
    "OVER_CSA": "Over compulsory school age",
    "DIED": "The child has died",
}
CLOSING_REASONS: Mapping[str, str] = {
    "on_roll": "On a school’s roll, and has attended",
    "order_complied": "The attendance order is complied with",
    "moved": "Moved: the other authority has acknowledged the transfer",
    "reclassified": "Reclassified: the other entry is open",
    "over_age": "Over compulsory school age",
    "died": "Died",
    "entered_in_error": "Entered in error",
}
TEMPLATES: Mapping[str, str] = {"acknowledgement": "acknowledgement", "reminder_1": "first reminder"}
REFERRAL_METHODS: Mapping[str, str] = {"phone": "by telephone", "form": "in writing"}


def plain(value: object) -> str:
    """A value with no words of its own here, as it stands: without underscores, with a capital."""
    text = str(value).replace("_", " ")
    return text[:1].upper() + text[1:]


def seen_how(how: str) -> str:
    """ "spoken_to:home" or "last_day_at_school", in words."""
    if how == "last_day_at_school":
        return "Last day at school"
    grade, _, setting = how.partition(":")
    where = SETTINGS.get(setting, plain(setting)).lower()
    return f"{GRADES.get(grade, plain(grade))}, {where}" if setting else GRADES.get(grade, plain(grade))


# How the rules name the source of a reason: "(school:900001, 6 December 2026; public, 7 December 2026)".
SOURCE = re.compile(r"(?<=[(;])(\s?)([^(;]+?)(?=, \d{1,2} [A-Z][a-z]+ \d{4}[;)])")


def sources_in(text: str) -> set[str]:
    """The words of those whom a reason names as its sources."""
    return {found[2] for found in SOURCE.finditer(text)}


def with_names(text: str, people: Mapping[str, str]) -> str:
    """A reason with its sources by name. Only the rules end a reason so: what a person wrote stays as it is."""
    if not text.endswith(")"):
        return text
    return SOURCE.sub(lambda found: found[1] + people.get(found[2], found[2]), text)
