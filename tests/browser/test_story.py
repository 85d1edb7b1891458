"""One child's story in a real browser, by keyboard alone, from a school's notice to what follows social care's no."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, PEOPLE
from tests.conftest import FrozenDay
from tests.support.browser import Pages, sideways_scroll, violations
from tests.support.keyboard import Keyboard

MONDAY, TUESDAY, WEDNESDAY = date(2027, 1, 11), date(2027, 1, 12), date(2027, 1, 13)
WEDNESDAY_AFTER = date(2027, 1, 20)
CHILD, BROTHER, MOTHER = "Merryn Castleford", "Jory Castleford", "Elowen Castleford"
OFFICER, MANAGER, SOCIAL_WORKER = "Joanna Whitlock", "Ruth Calder", "Nadia Rahim"
QUESTIONS = "/withdrawals/notify/…/"
WORRY = "She has lost much weight since September, and hides food in her bag."


@dataclass
class Story:
    """An invented council, its clock, and whoever signs in to it. `checked` are the kinds of page axe has seen."""

    app: Flask
    pages: Pages
    clock: FrozenDay
    checked: set[str] = field(default_factory=set)
    windows: dict[tuple[str, int], Page] = field(default_factory=dict)

    def comes_to(self, day: date, at: time) -> None:
        """The clock moves on, and the watch is awake."""
        from ehe.core.settings import current
        from ehe.jobs import registry

        self.clock(day, at)
        with self.app.app_context():
            for job in registry.jobs(current()).values():
                registry.run(job)

    @contextmanager
    def signed_in(self, role: str, *, width: int = 1280) -> Iterator[Keyboard]:
        """Each person has a browser of their own, and comes back to it."""
        if (role, width) not in self.windows:
            self.windows[role, width] = self.pages(width=width)
        page = self.windows[role, width]
        page.goto("/sign-in")
        keys = Keyboard(page, self.look_at)
        keys.fill("Email address", PEOPLE[role])
        keys.fill("Password", PASSWORD)
        keys.press("Sign in")
        yield keys
        keys.press_at_the_top("Sign out")
        sees(keys, "You have signed out")

    def look_at(self, page: Page) -> None:
        """Every page has one first heading and no sideways scroll, each kind of page nothing that axe finds.

        The questions of a notice are left to the school's own test, which has axe look at each.
        """
        assert page.locator("h1").count() == 1, page.url
        assert sideways_scroll(page) == 0, page.url
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", urlsplit(page.url).path)
        if kind not in self.checked and (not kind.startswith(QUESTIONS) or kind.endswith("/check")):
            self.checked.add(kind)
            assert violations(page) == [], page.url


def sees(keys: Keyboard, *texts: str) -> None:
    """What a person must be able to read on this page."""
    for text in texts:
        expect(keys.page.get_by_role("main")).to_contain_text(text)


def sees_in_row(keys: Keyboard, row: str, *texts: str) -> None:
    for text in texts:
        expect(keys.page.get_by_role("row").filter(has_text=row)).to_contain_text(text)


@pytest.fixture
def story(frozen_today: FrozenDay, app: Flask, new_page: Pages) -> Story:
    """The council's people and schools, and one child on the register who has the name of the story's child."""
    from ehe.core.base import db
    from ehe.core.commit import commit
    from ehe.demo import founding
    from ehe.demo.council import council
    from ehe.register.models import Child
    from tests.factories import register as make

    with app.app_context():
        people = council(60, MONDAY)
        founding.found(people, MONDAY)
        other = people.officers[1].uuid
        home = make.on_the_register("Merryn", last_name="Castleford", day=date(2026, 11, 2), officer=other)
        make.visited(home, date(2026, 11, 10), other)
        db.session.get_one(Child, home.child).born_on = None
        commit()
    return Story(app, new_page, frozen_today)


def test_a_childs_story_by_keyboard_alone(story: Story) -> None:
    story.comes_to(MONDAY, time(15, 25))
    notice = the_school_notifies_a_withdrawal_and_what_worries_it(story)
    story.comes_to(TUESDAY, time(9, 5))
    an_officer_says_that_it_is_a_new_child_and_accepts_the_notice(story, notice)
    a_manager_names_the_officer(story, notice)
    story.comes_to(TUESDAY, time(16))
    child = the_officer_records_a_visit_with_an_answer_for_each_child(story)
    a_manager_rates_the_child(story, child)
    story.comes_to(WEDNESDAY, time(10))
    the_officer_writes_previews_approves_and_posts_the_letter(story, child)
    nobody_decides_about_the_concern_for_a_week(story)
    referral = a_manager_releases_the_referral_that_the_register_drafted(story)
    the_officer_decides_that_the_concern_is_referred(story)
    story.comes_to(WEDNESDAY_AFTER, time(11))
    a_social_worker_accepts_the_referral_by_name(story, referral)
    story.comes_to(WEDNESDAY_AFTER, time(14))
    the_officer_records_what_happens_next(story, referral)
    the_school_sees_on_a_small_screen_that_its_notice_is_accepted(story, notice)


# ---- the school ----------------------------------------------------------------------------------


def the_school_notifies_a_withdrawal_and_what_worries_it(story: Story) -> str:
    with story.signed_in("school") as keys:
        keys.press("Start now")
        the_school_says_who_leaves_and_where_the_child_lives(keys)
        the_school_says_who_else_is_in_the_family(keys)
        the_school_says_why_and_what_it_knows(keys)
        sees(keys, "Check your answers", CHILD, "9 March 2014", BROTHER, "No written notice is held", WORRY)
        keys.press("Send")
        sees(keys, "Notice sent", "11 January 2027, 3:25pm", "send us the parent’s written notice")
        notice: str = keys.page.locator(".govuk-panel strong").inner_text()
        keys.follow("all your notices")
        sees_in_row(keys, notice, CHILD)
    return notice


def the_school_says_who_leaves_and_where_the_child_lives(keys: Keyboard) -> None:
    keys.press("Save and continue")
    assert keys.here().name.startswith("There is a problem")
    keys.choose(
        "Is there anyone who must not know where the child lives, or that the council is in touch with the family?",
        "No",
    )
    keys.press("Save and continue")
    keys.fill("First name", "Merin")
    keys.fill("Last name", "Castleford")
    keys.fill("First name", "Merryn", back=True)
    keys.day("Date of birth", date(2014, 3, 9))
    keys.choose("Sex", "Female")
    keys.pick("Year group", "Year 8")
    keys.press("Save and continue")
    keys.choose("Is another child of this family leaving your school too?", "No")
    keys.press("Save and continue")
    keys.choose("Where does the child live?", "At an address")
    keys.fill("Address line 1", "7 Heron Drive")
    keys.fill("Town or city", "Aldermere")
    keys.fill("Postcode", "nm3 4qt")
    keys.press("Save and continue")


def the_school_says_who_else_is_in_the_family(keys: Keyboard) -> None:
    keys.fill("Full name", MOTHER)
    keys.choose("Where do they live?", "With the child, at the address you gave")
    keys.fill("Relationship to the child", "Mother")
    keys.choose("Do they have parental responsibility?", "Yes")
    keys.press("Save and continue")
    keys.fill("Emergency phone number", "01632 960 771")
    keys.press("Save and continue")
    keys.choose("Is there another parent or carer to add?", "No")
    keys.press("Save and continue")
    keys.choose("Does the child have brothers or sisters under 18?", "Yes")
    keys.press("Save and continue")
    keys.fill("First name", "Jory")
    keys.fill("Last name", "Castleford")
    keys.fill("School", "Ropewalk Primary School")
    keys.day("Date of birth", date(2018, 5, 21))
    keys.press("Save and continue")
    keys.choose("Is there another brother or sister to add?", "No")
    keys.press("Save and continue")


def the_school_says_why_and_what_it_knows(keys: Keyboard) -> None:
    keys.choose(
        "Why does the name come off the roll?",
        "A parent has told the school in writing that the child will be educated outside school",
    )
    keys.day("Last day attended", date(2027, 1, 8))
    keys.press("Save and continue")
    keys.choose("Do you hold the parent’s own dated notice in writing?", "No written notice is held")
    keys.press("Save and continue")
    keys.fill("What do you know about the child and the family?", "Her mother says that she will teach her at home.")
    keys.press("Save and continue")
    keys.fill("What worries you?", WORRY)
    keys.press("Save and continue")


def the_school_sees_on_a_small_screen_that_its_notice_is_accepted(story: Story, notice: str) -> None:
    with story.signed_in("school", width=320) as keys:
        keys.open_menu()
        keys.follow("Your notices")
        sees_in_row(keys, notice, CHILD, "Accepted")
        keys.open_menu()


# ---- officer and manager take the notice in, see the child, and write ----------------------------


def an_officer_says_that_it_is_a_new_child_and_accepts_the_notice(story: Story, notice: str) -> None:
    with story.signed_in("officer") as keys:
        keys.follow("Withdrawals")
        sees_in_row(keys, notice, CHILD, "Red", "proposed", "Query to the school")
        keys.follow(notice)
        sees(keys, WORRY, "1 record may be of the same child")
        keys.follow(f"Answer: is {CHILD} known already?")
        keys.choose("Is this the same child?", "No, a different child")
        keys.fill("Why?", "Other parents and another address: a cousin, the school says.")
        keys.press("Continue")
        sees(keys, "No: 1 alike record is of a different child")
        keys.press("Accept the notice")
        sees(keys, f"Notice {notice} is accepted")


def a_manager_names_the_officer(story: Story, notice: str) -> None:
    with story.signed_in("manager") as keys:
        sees(keys, "Nobody yet")
        keys.follow("Withdrawals")
        keys.follow(notice)
        keys.follow("Name the officer")
        keys.choose("Who will work with the family?", f"{OFFICER} (no children now)")
        keys.press("Name the officer")
        sees(keys, "The officer is named", OFFICER)


def the_officer_records_a_visit_with_an_answer_for_each_child(story: Story) -> str:
    with story.signed_in("officer") as keys:
        sees(keys, "Not seen since withdrawal")
        keys.follow(CHILD)
        child: str = keys.page.locator(".ehe-identity .ehe-key").first.inner_text()
        keys.press("Record a contact or visit")
        keys.choose("What kind of contact?", "Visit")
        keys.choose("What came of it?", "Answered")
        keys.fill("What time?", "2:30pm")
        keys.choose("Was it announced?", "Yes")
        keys.choose("Where did it take place?", "Inside the home")
        keys.choose(f"Was {CHILD} seen?", "Seen and spoken to")
        keys.pick(f"Where was {CHILD} seen or heard?", "Inside")
        keys.choose(f"Was {BROTHER} seen?", "Not seen")
        keys.choose("Which adults live in the home now?", "Those we know of, and nobody else")
        keys.fill("What happened? (optional)", "She showed her drawings. She is thin and tired.")
        keys.press("Record contact")
        sees(keys, "Contact recorded", "Today Seen and spoken to, inside the home")
        keys.follow("Chronology")
        sees(keys, "Visit: answered", f"{CHILD}: Seen and spoken to", f"{BROTHER}: Not seen", WORRY)
        the_officer_proves_the_address(keys)
    return child


def the_officer_proves_the_address(keys: Keyboard) -> None:
    """The register writes to nobody at an address that one source alone has given."""
    keys.follow("Work")
    keys.follow("Tasks")
    keys.follow(f"Prove the address: Prove the address with two sources, {CHILD}")
    keys.follow(f"Verify this address of {MOTHER}")
    keys.fill("Which other source agrees?", "Council tax")
    keys.press("Record source")
    sees(keys, "Verified by two sources")


def a_manager_rates_the_child(story: Story, child: str) -> None:
    with story.signed_in("manager") as keys:
        sees_in_row(keys, child, "Red", "proposed")
        keys.follow("Tasks")
        keys.follow(CHILD)
        keys.follow("Rate this child’s welfare")
        sees(keys, "a significant concern within 90 days of the withdrawal")
        keys.choose("Rating", "Red")
        keys.fill("Why? Needed when the rating gives a duty a later date", "Two teachers say it, and our visit agrees.")
        keys.press("Record rating")
        sees(keys, "Rated red", f"By {MANAGER} on 12 January 2027", "Two teachers say it")


def the_officer_writes_previews_approves_and_posts_the_letter(story: Story, child: str) -> None:
    with story.signed_in("officer") as keys:
        sees_in_row(keys, child, "Red", OFFICER)
        expect(keys.page.get_by_role("row").filter(has_text=child)).not_to_contain_text("proposed")
        keys.follow("Letters")
        keys.follow(f"{CHILD}, {child}")
        keys.tick("Who is written to?", MOTHER)
        keys.press("Prepare the letter")
        sees(keys, "To be approved", "7 Heron Drive")
        preview = keys.look_at_file("Preview the letter (PDF)")
        assert (preview.status, preview.headers["content-type"]) == (200, "application/pdf")
        keys.press("Approve this letter")
        keys.press("Approve")
        sees(keys, "To be printed")
        keys.press("Print this letter")
        keys.press("It is printed")
        sees(keys, "To be posted")
        keys.press("Record the posting")
        keys.day("When was it posted?", WEDNESDAY)
        keys.press("Record the posting")
        sees(keys, "is posted", f"13 January 2027 by {OFFICER}")


# ---- the referral --------------------------------------------------------------------------------


def nobody_decides_about_the_concern_for_a_week(story: Story) -> None:
    """The last day for it is 13 January; five working days later the register drafts a referral."""
    for days in range(1, 8):
        story.comes_to(WEDNESDAY + timedelta(days), time(7))
    story.comes_to(WEDNESDAY_AFTER, time(9))


def a_manager_releases_the_referral_that_the_register_drafted(story: Story) -> str:
    with story.signed_in("manager") as keys:
        keys.follow("Tasks")
        keys.follow(f"See the referral: Release or withhold the drafted referral, {CHILD}")
        sees(keys, "Waiting to be released", WORRY, CHILD, BROTHER, "by the register")
        referral: str = keys.page.get_by_role("heading", level=1).inner_text()
        keys.press("Release or withhold")
        keys.choose("What do you decide?", "Release it to children’s social care")
        keys.fill("Why?", "A week has gone by, and the worry stands.")
        keys.press("Record decision")
        sees(keys, "Your decision is recorded", "Sent, nobody has it yet", MANAGER)
    return referral


def the_officer_decides_that_the_concern_is_referred(story: Story) -> None:
    with story.signed_in("officer") as keys:
        keys.follow("Tasks")
        keys.follow(f"Decide: Decide what is done about the concern, {CHILD}")
        sees(keys, WORRY)
        keys.choose("What is done?", "Referred to children’s social care")
        keys.fill("Why?", "Released today.")
        keys.press("Record decision")
        sees(keys, "Decision recorded", f"decided by {OFFICER} on 20 January 2027")


def a_social_worker_accepts_the_referral_by_name(story: Story, referral: str) -> None:
    with story.signed_in("social_care") as keys:
        sees_in_row(keys, referral, CHILD, BROTHER, "Sent, nobody has it yet")
        keys.follow(referral)
        sees(keys, WORRY, "seen and spoken to at home", f"Released by {MANAGER}")
        keys.press("Accept this referral")
        keys.fill("Your reference, if you have one", "SC-2207")
        keys.press("Accept this referral")
        sees(keys, "You have accepted this referral", "Acknowledged, no decision yet", f"Accepted by {SOCIAL_WORKER}")
        a_social_worker_decides_on_no_further_action(keys)


def a_social_worker_decides_on_no_further_action(keys: Keyboard) -> None:
    keys.press("Decide on the next step")
    keys.choose("What was decided?", "No further action")
    keys.fill("Reasons", "The school nurse weighs her every week, and she is gaining.")
    keys.press("Record decision")
    sees(keys, "Your decision is recorded", "No further action, 20 January 2027")
    keys.follow("Referrals to you")
    sees(keys, "Nothing is waiting for you")


def the_officer_records_what_happens_next(story: Story, referral: str) -> None:
    with story.signed_in("officer") as keys:
        keys.follow("Tasks")
        keys.follow(f"Record the next step: What happens now that social care will not act, {CHILD}")
        sees(keys, referral, "The school nurse weighs her every week")
        keys.follow("What happens now")
        keys.fill("What happens next?", "A second visit on 3 February, with the school nurse.")
        keys.fill("Who does it?", OFFICER)
        keys.press("Record this")
        sees(keys, "The next step is recorded")
        keys.follow(CHILD)
        keys.follow("Chronology")
        sees(
            keys,
            f"Next step {OFFICER}",
            "A second visit on 3 February",
            f"Children’s social care decided: no further action {SOCIAL_WORKER}",
            f"A named person at children’s social care has the referral {SOCIAL_WORKER}",
            "SC-2207",
            f"Drafted referral released {MANAGER}",
            "Letter posted: acknowledgement",
            f"Rated red {MANAGER}",
        )
        expect(keys.page.get_by_role("main")).not_to_contain_text("Referral to be released")
