"""Who may do what, as `house.md` draws it."""

import itertools

import pytest

from ehe.access.permissions import CONDITIONS, RIGHTS, WORDS, Person, Right, Role, Subject, can, must
from ehe.core.errors import Refused
from ehe.facts.actors import Actor


def person(role: Role, uuid: str = "me", **more: object) -> Person:
    school = "912345" if role is Role.school else None
    return Person(uuid=uuid, name="A", email="a@b.gov.uk", role=role, **{"school_urn": school, **more})  # type: ignore[arg-type]


ALL = list(Role)
STAFF = [Role.officer, Role.manager, Role.head_of_service]
MANAGERS = [Role.manager, Role.head_of_service]
HEAD = [Role.head_of_service]

MAY = {
    Right.own_account: ALL,
    Right.see_work: STAFF,
    Right.read_child: STAFF,
    Right.record_fact: STAFF,
    Right.ask_closing: STAFF,
    Right.write_letter: STAFF,
    Right.allocate: MANAGERS,
    Right.rate: MANAGERS,
    Right.decide_visit: MANAGERS,
    Right.release_referral: MANAGERS,
    Right.withhold_referral: MANAGERS,
    Right.second_person: MANAGERS,
    Right.grant_extension: MANAGERS,
    Right.change_policy: HEAD,
    Right.sign_standing_decision: HEAD,
    Right.restricted_list: HEAD,
    Right.notify_withdrawal: [Role.school],
    Right.see_own_notices: [Role.school],
    Right.answer_referral: [Role.social_care],
    Right.read_audit: [Role.auditor],
    Right.manage_users: [Role.administrator],
    Right.change_settings: [Role.administrator],
    Right.see_health: [*HEAD, Role.administrator],
}


@pytest.mark.parametrize("right", list(Right))
def test_each_right_belongs_to_its_roles_and_no_other(right: Right) -> None:
    assert [role for role in Role if can(person(role), right)] == MAY[right]
    assert WORDS[right]


def test_no_role_holds_data_users_and_audit_together_or_any_two() -> None:
    groups = [
        {Right.read_child, Right.record_fact, Right.answer_referral, Right.notify_withdrawal},
        {Right.manage_users, Right.change_settings},
        {Right.read_audit},
    ]
    for role in Role:
        held = [bool(group & RIGHTS[role]) for group in groups]
        assert sum(held) == 1, role


def test_nobody_and_someone_disabled_can_do_nothing() -> None:
    for right in Right:
        assert not can(None, right)
        assert not any(can(person(role, active=False), right) for role in Role)


@pytest.mark.parametrize(("role", "seen"), [(Role.officer, False), (Role.manager, False), (Role.head_of_service, True)])
def test_a_restricted_record_is_for_those_who_keep_the_list(role: Role, seen: bool) -> None:
    for right in RIGHTS[role] & CONDITIONS.keys():
        assert can(person(role), right, Subject(restricted=True)) == seen, right
        assert can(person(role), right, Subject(restricted=True, may_see=frozenset({"me"})))
        assert not can(person(Role.officer), right, Subject(restricted=True, may_see=frozenset({"someone else"})))


@pytest.mark.parametrize(
    "right",
    [Right.withhold_referral, Right.ask_closing, Right.second_person, Right.rate, Right.grant_extension],
)
@pytest.mark.parametrize("role", MANAGERS)
def test_a_person_complained_about_is_kept_from_deciding(right: Right, role: Role) -> None:
    assert not can(person(role), right, Subject(complained_about=frozenset({"me"})))
    assert can(person(role), right, Subject(complained_about=frozenset({"someone else"})))


@pytest.mark.parametrize("right", [Right.release_referral, Right.read_child, Right.record_fact, Right.write_letter])
def test_a_complaint_blocks_nothing_else(right: Right) -> None:
    assert can(person(Role.manager), right, Subject(complained_about=frozenset({"me"})))


def test_nobody_is_both_sides_of_a_two_person_act() -> None:
    assert not can(person(Role.manager), Right.second_person, Subject(asked_by="me"))
    assert can(person(Role.manager), Right.second_person, Subject(asked_by="someone else"))


@pytest.mark.parametrize(("urn", "seen"), [("912345", True), ("912346", False), (None, False), ("", False)])
def test_a_school_sees_its_own_notices_only(urn: str | None, seen: bool) -> None:
    assert can(person(Role.school), Right.see_own_notices, Subject(school_urn=urn)) == seen


def test_a_school_user_without_a_school_sees_no_notice() -> None:
    homeless = person(Role.school, school_urn=None)
    assert not can(homeless, Right.see_own_notices, Subject(school_urn=None))


def test_a_subject_never_gives_a_right_that_the_role_lacks() -> None:
    subjects = [Subject(), Subject(may_see=frozenset({"me"})), Subject(school_urn="912345")]
    for role, right, subject in itertools.product(Role, Right, subjects):
        assert not can(person(role), right, subject) or right in RIGHTS[role]


def test_a_right_may_be_asked_for_by_its_word_and_a_word_that_is_none_is_a_fault() -> None:
    assert can(person(Role.officer), "read_child")
    with pytest.raises(ValueError, match="reed_child"):
        can(person(Role.officer), "reed_child")


def test_must_refuses_in_a_sentence() -> None:
    must(person(Role.manager), Right.rate)
    with pytest.raises(Refused) as refusal:
        must(person(Role.officer), Right.rate)
    assert (refusal.value.code, refusal.value.why) == ("not_allowed", "You may not rate this child.")


def test_whose_word_a_fact_carries() -> None:
    assert person(Role.manager).actor == Actor("manager", "me")
    assert person(Role.school).actor == Actor("school", "school:912345")
    assert person(Role.social_care).actor == Actor("social_care", "me")
    for role in (Role.auditor, Role.administrator):
        with pytest.raises(Refused):
            person(role).actor  # noqa: B018


def test_every_role_has_a_name_and_says_what_it_may() -> None:
    assert len({role.label for role in Role}) == len(Role) == 7
    assert all(role.may for role in Role)
