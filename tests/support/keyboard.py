"""A person who has only a keyboard: Tab and Shift+Tab, Space, Enter, arrows and typing.

Whatever has the focus on the way must be seen to have it: on the screen, uncovered, and looking other than it
does without. A page that holds the focus, or on which a control lies behind the one before it, ends in an error.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Page, Response, expect

MOST = 300  # stops on one page

# What has the focus: its kind, its words and its group's, and why it cannot be seen to have it. What everything
# looks like that can have it is kept in the page at the first question, while hardly anything has.
HERE = """() => {
    const clear = colour => colour === 'transparent' || /, 0\\)$/.test(colour)
    const drawn = e => [getComputedStyle(e), ...(e.labels?.[0] ? [getComputedStyle(e.labels[0], '::before')] : [])]
    const look = e => drawn(e).map(s => [
        s.outlineStyle === 'none' || clear(s.outlineColor) ? '' : s.outline,
        s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth,
    ].join()).join('; ')
    const e = document.activeElement
    if (!window.keyboard) {
        const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        window.keyboard = {last: null, plain: new Map(all.filter(one => one !== e).map(one => [one, look(one)]))}
    }
    const moved = e !== window.keyboard.last
    window.keyboard.last = e
    if (!e || e === document.body) return {kind: '', name: '', group: '', moved, fault: ''}
    const tidy = text => (text ?? '').replace(/\\s+/g, ' ').trim()
    const tag = e.tagName.toLowerCase()
    const of_input = ['radio', 'checkbox', 'file'].includes(e.type) ? e.type : 'text'
    const kind = e.getAttribute('role') ?? {a: 'link', textarea: 'text', input: of_input}[tag] ?? tag
    const name = tidy(e.labels?.length ? e.labels[0].innerText : e.getAttribute('aria-label') ?? e.textContent)
    const group = tidy(e.closest('fieldset')?.querySelector('legend')?.innerText)
    const box = e.getClientRects()[0] ?? new DOMRect()
    const [upper, lower] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
    const top = document.elementFromPoint(box.x + box.width / 2, (upper + lower) / 2)
    const own = top && [e, ...(e.labels ?? [])].some(part => part.contains(top))
    const fault = box.width < 1 || box.height < 1 ? 'has no size'
        : lower - upper < Math.min(box.height, 20) ? 'is off the screen'
        : !own ? `lies under <${top?.tagName.toLowerCase()} class="${top?.className}">`
        : look(e) === window.keyboard.plain.get(e) ? 'looks the same as without it'
        : ''
    return {kind, name, group, moved, fault}
}"""


@dataclass(frozen=True)
class Stop:
    """Where the focus is; without a kind, nowhere: at the beginning of the page, or past its end."""

    kind: str
    name: str
    group: str
    moved: bool
    fault: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name!r}" + (f" of {self.group!r}" if self.group else "")

    def is_called(self, kind: str, name: str, group: str) -> bool:
        """A count may follow its words, as on a tab; without a name, its group is enough."""
        called = not name or re.fullmatch(re.escape(name) + r"( [\d,]+)?", self.name)
        return self.kind == kind and bool(called) and (not group or self.group == group)


class Keyboard:
    """Each act goes on from where the last one ended. `opened` looks at every page that an act leads to."""

    def __init__(self, page: Page, opened: Callable[[Page], None]) -> None:
        self.page = page
        self._opened = opened

    def here(self) -> Stop:
        stop = Stop(**self.page.evaluate(HERE))
        for _ in range(20):
            if not stop.fault:
                return stop
            self.page.wait_for_timeout(50)  # the page may still be scrolling to it
            stop = Stop(**(self.page.evaluate(HERE) | {"moved": stop.moved}))
        raise AssertionError(f"{self.page.url}: {stop} has the focus and {stop.fault}")

    def to(self, kind: str, name: str, group: str = "", *, back: bool = False, round_again: bool = False) -> Stop:
        """Tab on (or back) to the control with these words; past the end of the page only if told to."""
        passed: list[Stop] = []
        here = self.here()
        while len(passed) < MOST:
            if here.is_called(kind, name, group):
                return here
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            here = self.here()
            assert here.moved, f"{self.page.url}: the focus is caught in {here}"
            if not here.kind and not round_again:
                break
            round_again = round_again and bool(here.kind)
            passed.append(here)
        wanted, way = Stop(kind, name, group, True, ""), "\n  ".join(map(str, passed))
        raise AssertionError(f"{self.page.url}: {wanted} is not reached, only\n  {way}")

    # ---- going somewhere ---------------------------------------------------------------------------

    def follow(self, link: str) -> None:
        self.to("link", link, round_again=True)
        self._leave("Enter")

    def press(self, button: str) -> None:
        self.to("button", button, round_again=True)
        self._leave("Space")

    def press_at_the_top(self, button: str) -> None:
        """In the head of the page: back from where the focus is, on from the beginning."""
        self.to("button", button, back=bool(self.here().kind), round_again=True)
        self._leave("Space")

    def open_menu(self) -> None:
        """On a small screen what else stands at the top is behind a button."""
        self.to("button", "Menu", round_again=True)
        self.page.keyboard.press("Space")

    def look_at_file(self, link: str) -> Response:
        """Follow a link to a file that the browser shows, and come back."""
        self.to("link", link, round_again=True)
        with self.page.expect_navigation(wait_until="commit") as going:
            self.page.keyboard.press("Enter")
        answer = going.value
        self.page.go_back()
        return answer

    def _leave(self, key: str) -> None:
        """Where it leads, the focus is on what has gone wrong or has been done, if the page says so."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        what_happened = self.page.locator(".govuk-error-summary, .govuk-notification-banner[role=alert]")
        if what_happened.count():
            expect(what_happened).to_be_focused()
        self._opened(self.page)

    # ---- answering: in the order of the page, never past its end -----------------------------------

    def _answer(self, kind: str, label: str, group: str = "", *, back: bool = False) -> Stop:
        """From the beginning of a page, past its head by the link that is there for it."""
        if not self.here().kind:
            self.to("link", "Skip to main content")
            self.page.keyboard.press("Enter")
        return self.to(kind, label, group, back=back)

    def fill(self, label: str, text: str, group: str = "", *, back: bool = False) -> None:
        self._answer("text", label, group, back=back)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def day(self, group: str, day: date) -> None:
        for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self.fill(label, str(part), group)

    def choose(self, group: str, label: str) -> None:
        """Radios are one stop: Tab reaches them, arrows go through them."""
        here, tried = self._answer("radio", "", group), set[str]()
        self.page.keyboard.press("Space")
        while here.name != label:
            assert here.name not in tried, f"{self.page.url}: {group!r} has no {label!r}, only {sorted(tried)}"
            tried.add(here.name)
            self.page.keyboard.press("ArrowDown")
            here = self.here()

    def tick(self, group: str, label: str) -> None:
        self._answer("checkbox", label, group)
        self.page.keyboard.press("Space")

    def pick(self, label: str, option: str) -> None:
        """One of a list: typing its first letters finds it."""
        self._answer("select", label)
        self.page.keyboard.type(option)
        chosen = self.page.evaluate("document.activeElement.selectedOptions[0].label")
        assert chosen.startswith(option), f"{self.page.url}: {label!r} is {chosen!r} after typing {option!r}"
