"""What every page of a draft does: find it, notice that another window changed it, save, and go on."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ehe.access.queries import me
from ehe.core.errors import NotFound, Refused
from ehe.core.today import today
from ehe.withdrawals import queries, services
from ehe.withdrawals.forms.fields import PageForm
from ehe.withdrawals.models import NoticeDraft
from ehe.withdrawals.rules import journey
from ehe.withdrawals.rules.answers import MOST_IN_A_LIST, Answers, from_json, part_of

View = Callable[..., ResponseReturnValue]
Item = TypeVar("Item")

CHANGED = (
    "You changed these answers in another window after you opened this page. Below is what you have just typed. "
    "Save again to keep it, or go back to keep what is there"
)


class Draft:
    """A draft as its pages use it."""

    def __init__(self, row: NoticeDraft) -> None:
        self.row = row
        try:
            self.answers: Answers = from_json(row.answers)
        except ValueError:
            raise Refused(
                "draft_unreadable", "This draft is of an earlier version. Please begin a new notice."
            ) from None

    @property
    def uuid(self) -> str:
        return self.row.uuid

    def token(self, parts: tuple[str, ...]) -> str:
        """Changes with the answers of those parts."""
        kept = json.dumps(part_of(self.answers, *parts), sort_keys=True)
        return hashlib.sha256(kept.encode()).hexdigest()[:16]

    def save(self, **parts: Any) -> None:
        self.keep(replace(self.answers, **parts))

    def keep(self, answers: Answers) -> None:
        self.answers = answers
        services.save_draft(self.row, answers)

    def to(self, endpoint: str, **more: Any) -> str:
        return url_for(f"withdrawals.{endpoint}", draft=self.uuid, **more)

    def onward(self, page: str) -> str:
        """Where a page that is done leads: back to the check if it was opened from there."""
        return self.to("check" if from_check() else journey.following(page))

    def back(self, page: str) -> str:
        if from_check() and page != "check":
            return self.to("check")
        before = journey.before(page)
        return self.to(before) if before else url_for("withdrawals.start")


def from_check() -> bool:
    return request.args.get("then") == "check"


def then() -> str | None:
    """What a link within one part of the notice passes on."""
    return "check" if from_check() else None


def of_draft(view: View) -> View:
    """Hand the view the draft of the person's own school. A draft that was sent leads to its notice."""

    @wraps(view)
    def found(draft: UUID, **more: Any) -> ResponseReturnValue:
        row = queries.draft(me(), str(draft), to_change=request.method == "POST")
        if row.sent_as:
            return redirect(url_for("withdrawals.own_notice", notice=row.sent_as), 303)
        if services.closed_since(me().school_urn, today()):
            return redirect(url_for("withdrawals.start"), 303)
        return view(Draft(row), **more)

    return found


def ask(
    draft: Draft,
    form: PageForm,
    template: str,
    *,
    parts: tuple[str, ...],
    save: Callable[[], str],
    **context: Any,
) -> ResponseReturnValue:
    """Show a page, or save it and go where `save` says. What was typed stays on the page if it cannot be saved."""
    token = draft.token(parts)
    if request.method == "POST":
        good, fresh = form.validate(), form.seen.data == token
        if good and fresh:
            return redirect(save(), 303)
        if not fresh:
            form.form_errors.append(CHANGED)
    form.seen.data = token
    context.setdefault("back", draft.back(template) if template in journey.PAGES else None)
    return render_template(f"withdrawals/{template}.html", form=form, draft=draft, **context)


def item(items: tuple[Item, ...], number: int, new: Item) -> Item:
    """The n-th of a list, counted from 1, or a new one after the last."""
    if not 1 <= number <= min(len(items) + 1, MOST_IN_A_LIST):
        raise NotFound("page")
    return items[number - 1] if number <= len(items) else new
