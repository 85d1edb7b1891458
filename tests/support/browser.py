"""Chromium for the tests of pages, and the register served to it on this machine alone."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = [
    "--headless",
    "--no-sandbox",  # it runs as root in a container, and sees no page but ours
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def chromium() -> Iterator["Browser"]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise RuntimeError("No Chromium on the path: install it (on Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Pages:
    """Opens pages, each as a person of its own, and remembers what the browser complained of."""

    def __init__(self, browser: "Browser", base_url: str) -> None:
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(self, *, width: int = 1280, javascript: bool = True, **options: Any) -> "Page":
        context = self._browser.new_context(
            base_url=self._base_url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message.text))
        return page

    def _hear(self, page: "Page", text: str) -> None:
        if "Content Security Policy" in text:
            self.complaints.append(f"{page.url}: {text}")

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def violations(page: "Page") -> list[str]:
    """What axe finds against WCAG 2.2 AA on this page, a line each: rule, element, why."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {rule['help']}"
        for rule in found
        for node in rule["nodes"]
    ]


def sideways_scroll(page: "Page") -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def free_socket() -> socket.socket:
    """A socket that already listens on a free port of this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    return listening


@contextmanager
def served(app: "Flask", listening: socket.socket) -> Iterator[str]:
    """The app, served by a thread of this process, so that a frozen day is frozen for it too."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_: object) -> None:
            pass

    host, port = listening.getsockname()
    server = make_server(host, port, app, threaded=True, request_handler=Quiet, fd=listening.fileno())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://{host}:{port}"
    server.shutdown()
    thread.join()
