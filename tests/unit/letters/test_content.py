"""What may stand in a letter is a closed list, and nothing gets into a letter another way."""

import re
from dataclasses import fields, replace
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import jinja2
import pytest
from jinja2 import meta, nodes
from markupsafe import Markup

from ehe.core.errors import Refused
from ehe.letters import content
from ehe.letters.content import (
    LETTERS,
    Authority,
    LetterContext,
    Officer,
    Recipient,
    ReminderContext,
    day,
    listed,
    refuse_faint,
    render_html,
    title_of,
    weekday,
)
from ehe.letters.rules import AddressBlock, PostalAddress
from ehe.letters.samples import SIZES, sample
from ehe.printing.fonts import drawn_text
from ehe.printing.layouts import LAYOUTS, NOTIFY

TODAY = date(2026, 11, 23)
CANARY = "CANARY-7731"


def html(template: str = "acknowledgement", layout: str = "notify", **changes: Any) -> str:
    return render_html(template, LAYOUTS[layout], replace(sample(template, TODAY), **changes))


def text(template: str = "acknowledgement", **changes: Any) -> str:
    return " ".join(drawn_text(html(template, **changes)).replace("\u00a0", " ").split())


# ---- the closed list -----------------------------------------------------------------------------

ALLOWED = {
    LetterContext: {
        "reference", "dated", "authority", "officer", "recipient", "children", "told_on", "names_school", "school",
        "writing_only", "contact_by", "reply_by",
    },
    ReminderContext: {
        "reference", "dated", "authority", "officer", "recipient", "children", "told_on", "names_school", "school",
        "writing_only", "contact_by", "reply_by", "first_letter_on",
    },
    Authority: {
        "name", "team", "address", "phone", "hours", "email", "colour", "admissions", "complaints", "privacy_notice",
    },
    Officer: {"name", "role", "phone", "email"},
    Recipient: {"name", "address"},
    PostalAddress: {"lines", "town", "postcode"},
    AddressBlock: {"lines", "points"},
}  # fmt: skip
GIVEN_BY_RENDERING = {"title", "language", "layout", "address"}


@pytest.mark.parametrize("kind", ALLOWED, ids=lambda kind: kind.__name__)
def test_a_letter_holds_these_fields_and_no_others(kind: type) -> None:
    """A new field is a decision about what families are told: make it here too."""
    assert {field.name for field in fields(kind)} == ALLOWED[kind]


def test_templates_ask_for_nothing_that_is_not_on_the_list() -> None:
    allowed = set().union(*ALLOWED.values()) | GIVEN_BY_RENDERING
    asked: dict[str, set[str]] = {}
    for name in used_by_letters():
        source, _, _ = environment().loader.get_source(environment(), name)  # type: ignore[union-attr]
        tree = environment().parse(source)
        words = {node.target for node in tree.find_all(nodes.Import)}
        for attribute in tree.find_all(nodes.Getattr):
            of = attribute.node
            if not (isinstance(of, nodes.Name) and of.name in words):
                asked.setdefault(attribute.attr, set()).add(name)
        for variable in tree.find_all(nodes.Name):
            if variable.ctx == "load" and variable.name not in words | {"line"} and not is_macro(tree, variable.name):
                asked.setdefault(variable.name, set()).add(name)
    assert asked
    assert {word: where for word, where in asked.items() if word not in allowed} == {}


def used_by_letters() -> set[str]:
    """The letters, and all that they extend, include or import."""
    found: set[str] = set()
    waiting = [f"letters/{template}.html" for template in LETTERS]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            source, _, _ = environment().loader.get_source(environment(), name)  # type: ignore[union-attr]
            waiting += [used or "" for used in meta.find_referenced_templates(environment().parse(source))]
    assert "letters/_help.html" in found
    return found


def is_macro(tree: nodes.Template, name: str) -> bool:
    return any(macro.name == name for macro in tree.find_all(nodes.Macro))


def environment() -> jinja2.Environment:
    return content._environment()


def test_nothing_else_can_be_hung_on_a_letter() -> None:
    context = sample("acknowledgement", TODAY)
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    with pytest.raises(TypeError):
        LetterContext(**values, upn=CANARY)
    with pytest.raises(AttributeError):
        object.__setattr__(context, "upn", CANARY)
    with pytest.raises(AttributeError):
        object.__setattr__(context.recipient, "other_parent", CANARY)


class Adult(Recipient):
    """Looks like a recipient and carries the rest of a record."""

    rating = CANARY


class Child(str):
    upn = CANARY


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"recipient": Adult("Jo", PostalAddress(("1 Elm Row",), "Esk", "NM1 1AA"))}, id="a fuller person"),
        pytest.param({"children": (Child("Maya"),)}, id="a child that carries more than a name"),
        pytest.param({"school": Markup("<b>x</b>")}, id="markup that would not be escaped"),
        pytest.param({"reference": None}, id="nothing"),
        pytest.param({"told_on": datetime(2026, 11, 1)}, id="an instant for a day"),
        pytest.param({"names_school": 1}, id="a number for yes"),
        pytest.param({"children": ["Maya"]}, id="a list that may still change"),
    ],
)  # fmt: skip
def test_a_look_alike_is_not_let_in(changes: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        replace(sample("acknowledgement", TODAY), **changes)


@pytest.mark.parametrize("blank", ["reference", "children", "school"])
def test_a_letter_that_lacks_something_is_not_written(blank: str) -> None:
    context = sample("acknowledgement", TODAY)
    with pytest.raises((Refused, ValueError)):
        replace(context, **{blank: () if blank == "children" else " " if blank == "reference" else ""})


@pytest.mark.parametrize("part", ["authority", "officer", "recipient"])
def test_a_council_that_has_not_set_itself_up_cannot_write(part: str) -> None:
    context = sample("acknowledgement", TODAY)
    with pytest.raises(Refused, match="name"):
        replace(getattr(context, part), name=" ")


def test_a_letter_is_written_from_its_own_values_alone() -> None:
    with pytest.raises(TypeError):
        render_html("reminder_1", NOTIFY, sample("acknowledgement", TODAY))
    with pytest.raises(TypeError):
        render_html("acknowledgement", NOTIFY, sample("reminder_1", TODAY))
    with pytest.raises(Refused, match="there are: acknowledgement, reminder_1"):
        render_html("notice_437", NOTIFY, sample("acknowledgement", TODAY))


def test_a_reminder_follows_the_letter_it_reminds_of() -> None:
    with pytest.raises(ValueError, match="dated after"):
        replace(sample("reminder_1", TODAY), first_letter_on=TODAY)


# ---- the templates -------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["{{ upn }}", "{{ officer.home_address }}", "{{ recipient.other_parent.address }}"])
def test_a_missing_field_raises(source: str) -> None:
    context = sample("acknowledgement", TODAY)
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string(source).render(officer=context.officer, recipient=context.recipient)


def test_nothing_is_ever_printed_as_none() -> None:
    with pytest.raises(ValueError, match="not there"):
        environment().from_string("{{ value }}").render(value=None)


@pytest.mark.parametrize(
    "typed",
    [
        "<img src=x onerror=alert(1)>",
        "{{7*7}}",
        "{% for x in y %}",
        "</p><h1>Big",
        "&lt;b&gt;",
        "\"'><script>x</script>",
        "${7*7}",
    ],
)
@pytest.mark.parametrize("template", LETTERS)
def test_what_people_typed_is_text_and_nothing_else(typed: str, template: str) -> None:
    plain, hostile = elements(html(template)), elements(html(template, children=(typed,), school=typed))
    assert hostile == plain, "the same elements, none added"
    assert typed in drawn_text(html(template, children=(typed,)))
    assert "49" not in text(template, children=("{{7*7}}",)).replace("{{7*7}}", "")


def test_what_people_typed_is_text_in_attributes_too() -> None:
    sly = '"><script>alert(1)</script>'
    assert elements(html(reference=sly)) == elements(html())


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


def elements(page: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Elements()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("template", LETTERS)
def test_structure_that_a_screen_reader_needs(template: str, layout: str) -> None:
    page = html(template, layout)
    tags = [tag for tag, _ in elements(page)]
    assert '<html lang="en-GB">' in page
    assert tags.count("title") == tags.count("h1") == tags.count("main") == 1
    assert {tag for tag in tags if re.fullmatch(r"h\d", tag)} == {"h1", "h2"}
    assert tags.index("h1") < tags.index("h2")
    # These leave no usable tag in the PDF, or are hard to read in print.
    assert not {"address", "br", "i", "em", "u", "table", "img", "script", "link"} & set(tags)


def test_title_says_what_it_is_and_names_no_child() -> None:
    context = sample("acknowledgement", TODAY)
    assert title_of("acknowledgement", context).endswith("Northmoor Council, reference NM-2026-00142")
    assert "Maya" not in title_of("acknowledgement", context)


@pytest.mark.parametrize(
    ("names", "said"), [(("Maya",), "Maya"), (("Maya", "Idris"), "Maya and Idris"), (("A", "B", "C"), "A, B and C")]
)
def test_names_in_a_row(names: tuple[str, ...], said: str) -> None:
    assert listed(names) == said


def test_days_are_english_on_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert day(date(2026, 3, 27)).replace("\u00a0", " ") == "27 March 2026"
    assert weekday(date(2026, 5, 1)).replace("\u00a0", " ") == "Friday 1 May 2026"


@pytest.mark.parametrize(
    ("colour", "fits"),
    [
        ("#1d4f5c", True),
        ("#767676", True),
        ("#777777", False),
        ("#ffdd00", False),
        ("red", False),
        ("#1d4f5c; }", False),
    ],
)
def test_a_faint_colour_is_refused(colour: str, fits: bool) -> None:
    if fits:
        refuse_faint(colour)
        return
    with pytest.raises(Refused):
        replace(sample("acknowledgement", TODAY).authority, colour=colour)


# ---- the words -----------------------------------------------------------------------------------

EVERY = [(template, size, safe) for template in LETTERS for size in SIZES for safe in (False, True)]

# Not in force, not for a family, or not ours to print.
NEVER = [
    r"434A", r"436[B-Q]", r"\b2026 c\.", r"Wellbeing", r"Schools Act", r"\b437\b", r"register\b", r"\bconsent\b",
    r"\bUPN\b", r"social (care|work)", r"\brating\b", r"\brisk\b", r"\b(red|amber|green)\b", r"\breferr", r"safeguard",
    r"\bcourt\b", r"\bfine\b(?! \w*\.)", r"prosecut", r"offence", r"\bplan \(|EHC", r"Dear parents?", r"None\b",
]  # fmt: skip


@pytest.mark.parametrize(("template", "size", "safe"), EVERY)
def test_a_letter_never_says(template: str, size: Any, safe: bool) -> None:
    context = sample(template, TODAY, size, safety_mark=safe)
    said = drawn_text(render_html(template, NOTIFY, context)).replace("early plans are fine", "")
    assert [word for word in NEVER if re.search(word, said)] == []


@pytest.mark.parametrize("template", LETTERS)
def test_what_is_asked_stands_apart_from_what_is_required(template: str) -> None:
    page = html(template)
    asked = re.search(r'<section class="asked">(.*?)</section>', page, re.DOTALL)
    required = re.search(r'<section class="required">(.*?)</section>', page, re.DOTALL)
    assert asked
    assert required
    assert "Nothing." in required[1]
    assert "do not have to reply" in required[1]
    assert "must" not in drawn_text(asked[1])
    assert len(re.findall("<li>", asked[1])) == 3, "a visit is one choice of several"
    assert "by video" in asked[1]


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_says_who_what_when_and_where_to_turn(template: str) -> None:
    said = text(template)
    for needed in (
        "Dear Joanna Marsh", "Education Act 1996, section 7", "Priya Raman", "01632 960 111",
        "priya.raman@northmoor.example", "Our reference: NM-2026-00142", "23 November 2026", "Monday 21 December 2026",
        "Monday 7 December 2026", "School Admissions on 01632 960 120", "northmoor.example/complaints",
        "northmoor.example/home-education/privacy", "If something is wrong, tell us", "large print, braille, audio",
        "another language", "interpreter",
    ):  # fmt: skip
        assert needed in said
    assert "Alder Bank Primary School told us on" in said
    assert "routine" in said or "every family" in said


def test_a_reminder_says_what_was_asked_and_when() -> None:
    assert "What we asked in our letter of 23 October 2026 We asked how Maya is learning" in text("reminder_1")


@pytest.mark.parametrize("template", LETTERS)
def test_one_letter_about_several_children(template: str) -> None:
    said = text(template, children=("Maya", "Idris", "Joe"))
    assert "the names of Maya, Idris and Joe are to come off its roll, because they are to be educated" in said
    assert "Maya, Idris and Joe are learning" in said


@pytest.mark.parametrize("template", LETTERS)
def test_with_a_safety_mark_nobody_learns_who_told_us(template: str) -> None:
    context = sample(template, TODAY, safety_mark=True)
    said = " ".join(drawn_text(render_html(template, NOTIFY, context)).replace("\u00a0", " ").split())
    assert "Alder Bank" not in said
    assert not re.search(r"school (has )?told", said, re.IGNORECASE)
    assert "We were told on" in said


@pytest.mark.parametrize(("names", "school"), [(True, ""), (False, "Alder Bank Primary School")])
def test_a_school_that_may_not_be_named_is_not_even_handed_over(names: bool, school: str) -> None:
    with pytest.raises(ValueError, match="name the school"):
        replace(sample("acknowledgement", TODAY), names_school=names, school=school)


@pytest.mark.parametrize("template", LETTERS)
def test_a_family_that_asked_for_writing_is_not_promised_a_call(template: str) -> None:
    assert "will try to speak with you" in text(template)
    quiet = text(template, writing_only=True)
    assert "will try to speak" not in quiet
    assert "we will not phone or call" in quiet


@pytest.mark.parametrize("template", LETTERS)
def test_nothing_about_a_council_is_written_into_a_template(template: str) -> None:
    other = replace(
        sample(template, TODAY).authority,
        name="Other Town Council", team="Learning at Home", address=PostalAddress(("9 High Row",), "Other", "ZY1 1AA"),
        phone="01632 960 999", hours="weekdays", email="x@other.example", admissions="ring Places",
        complaints="write to us", privacy_notice="other.example/p", colour="#333333",
    )  # fmt: skip
    page = html(template, authority=other, officer=Officer("Al", "Adviser", "01632 960 998", "al@other.example"))
    assert not re.search(
        r"northmoor|priya|960 1", page.replace("Northmoor".upper(), "").replace("NM2", ""), re.IGNORECASE
    )
