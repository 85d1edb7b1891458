"""Form fields as GOV.UK's markup, with their hints, errors and typed values."""

import io
import re

import pytest
from flask import Flask, render_template_string
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from ehe.web import shell
from ehe.web.forms import DayField, Form

CHOICES = [SelectChoice("yes", "Yes"), SelectChoice("no", "No")]
ASKED = [InputRequired("Answer me")]


class Everything(Form):
    name = StringField("Name", ASKED)
    secret = PasswordField("Secret", ASKED)
    words = TextAreaField("Words", ASKED)
    one = SelectField("One", ASKED, choices=[SelectChoice("", "Choose"), *CHOICES])
    radio = RadioField("Radio", ASKED, choices=CHOICES)
    many = SelectMultipleField("Many", ASKED, choices=CHOICES)
    agreed = BooleanField("Agreed", ASKED)
    on = DayField("Day", ASKED, what="Day")
    file = FileField("File", ASKED)


MACROS = {
    "name": "text(form.name, hint='A hint', width='20')",
    "secret": "password(form.secret)",
    "words": "textarea(form.words, hint='A hint', most=100)",
    "one": "select(form.one, hint='A hint')",
    "radio": "radios(form.radio, hint='A hint', hints={'yes': 'More'}, reveals={'no': '<b>why</b>'|safe})",
    "many": "checkboxes(form.many, hint='A hint')",
    "agreed": "checkbox(form.agreed)",
    "on": "day(form.on)",
    "file": "upload(form.file, hint='A PDF, smaller than 10MB', accept='.pdf')",
}


@pytest.fixture(scope="module")
def pages() -> Flask:
    """The templates alone, without a register behind them."""
    from ehe import ROOT
    from ehe.core.settings import Settings

    app = Flask("pages", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(SECRET_KEY="x" * 32, WTF_CSRF_ENABLED=False, TRUSTED_HOSTS=None)
    app.extensions["ehe_settings"] = Settings(instance=ROOT, secret_key="x", ledger_key="x", demo=True)
    shell.init_app(app)
    app.jinja_env.globals["csrf_token"] = lambda: "a token"
    return app


def shown(app: Flask, macro: str, sent: dict[str, str] | None = None) -> str:
    method = "GET" if sent is None else "POST"
    with app.test_request_context(method=method, data=sent):
        form = Everything(None if sent is None else MultiDict(sent))
        if sent is not None:
            form.validate()
        source = "{% from 'components/fields.html' import " + macro.partition("(")[0] + " %}{{ " + macro + " }}"
        return render_template_string(source, form=form)


@pytest.mark.parametrize("name", MACROS)
def test_a_field_has_its_label_and_no_error_before_it_is_sent(pages: Flask, name: str) -> None:
    markup = shown(pages, MACROS[name])
    assert re.search(rf'(for="{name}|<legend)', markup)
    assert "Answer me" not in markup
    assert "undefined" not in markup
    assert "None" not in markup
    assert "required" not in markup, "the register itself says what is missing"


@pytest.mark.parametrize("name", MACROS)
def test_a_failed_field_has_its_error_tied_to_it(pages: Flask, name: str) -> None:
    markup = shown(pages, MACROS[name], {"form_key": ""})
    assert "govuk-form-group--error" in markup
    assert f'id="{name}-error"' in markup
    assert re.search(rf'aria-describedby="[^"]*{name}-error', markup)
    assert markup.count("Answer me") == 1


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("name", {"name": '"><script>'}, 'value="&#34;&gt;&lt;script&gt;"'),
        ("words", {"words": "</textarea><script>"}, "&lt;/textarea&gt;&lt;script&gt;"),
        ("one", {"one": "no"}, '<option value="no" selected>'),
        ("radio", {"radio": "no"}, 'value="no" checked'),
        ("many", {"many": "yes"}, 'value="yes" checked'),
        ("agreed", {"agreed": "y"}, 'value="y" checked'),
        ("on", {"on-day": "31", "on-month": "Feb", "on-year": "2026"}, 'value="Feb"'),
    ],
)
def test_what_was_typed_is_shown_again(pages: Flask, name: str, sent: dict[str, str], expected: str) -> None:
    assert expected in shown(pages, MACROS[name], sent)


def test_a_password_is_never_shown_again(pages: Flask) -> None:
    assert "battery" not in shown(pages, MACROS["secret"], {"secret": "correct horse battery"})


def test_a_file_field_says_what_it_takes(pages: Flask) -> None:
    markup = shown(pages, MACROS["file"])
    assert 'accept=".pdf"' in markup
    assert "smaller than 10MB" in markup
    with pages.test_request_context(method="POST", data={"file": (io.BytesIO(b"%PDF"), "a.pdf")}):
        assert Everything().file.data.filename == "a.pdf"


def test_one_question_a_page_makes_its_label_the_heading(pages: Flask) -> None:
    assert '<h1 class="govuk-label-wrapper">' in shown(pages, "text(form.name, heading=true)")
    assert '<h1 class="govuk-fieldset__heading">' in shown(pages, "radios(form.radio, heading=true)")
    assert '<h1 class="govuk-fieldset__heading">' in shown(pages, "day(form.on, heading=true)")


def test_every_form_carries_its_token_and_its_key(pages: Flask) -> None:
    markup = shown(pages, "hidden(form)")
    assert 'name="csrf_token" value="a token"' in markup
    assert re.search(r'name="form_key" value="[0-9a-f-]{36}"', markup)


def rendered(app: Flask, source: str) -> str:
    with app.test_request_context():
        return render_template_string(source)


def test_what_is_not_known_is_said_to_be_so(pages: Flask) -> None:
    source = (
        "{% from 'components/summary.html' import summary_list %}{{ summary_list([{'key': 'Born', 'value': none}]) }}"
    )
    assert ">Not known</dd>" in rendered(pages, source)


def test_pages_of_a_list(pages: Flask) -> None:
    source = (
        "{% from 'components/pagination.html' import pagination %}"
        "{{ pagination(next='/p?after=1', showing='1 to 25') }}"
    )
    markup = rendered(pages, source)
    assert 'href="/p?after=1" rel="next"' in markup
    assert 'rel="prev"' not in markup
    assert 'role="status">1 to 25' in markup


def test_banners_tags_and_warnings_are_text(pages: Flask) -> None:
    source = (
        "{% from 'components/banners.html' import banner, warning %}{% from 'components/tags.html' import tag %}"
        "{{ banner('<i>', 'success') }}{{ warning('<i>') }}{{ tag('<i>', 'red') }}"
    )
    markup = rendered(pages, source)
    assert markup.count("&lt;i&gt;") == 3
    assert 'role="alert"' in markup
    assert "govuk-tag--red" in markup
