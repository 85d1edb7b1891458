"""The templates: where they are found, what an unknown name does in them, and what each may call."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import jinja2
from flask import Flask, current_app, g, url_for

from ehe.core.settings import Settings
from ehe.web import fields, words

# What GOV.UK's macros ask for without having set it: there it means "not given".
NOT_GIVEN = frozenset({"undefined", "null", "caller", "typeClass", "successBanner", "listClasses"})


class Undefined(jinja2.Undefined):
    """Strict for names and for attributes of objects: a page with a mistake fails instead of showing a gap.

    Lenient for keys of dictionaries, which GOV.UK's macros ask for as they please.
    """

    @property
    def _lenient(self) -> bool:
        if self._undefined_obj is jinja2.utils.missing:
            # An `x if y` without `else` has no name.
            return self._undefined_name is None or self._undefined_name in NOT_GIVEN
        return isinstance(self._undefined_obj, Mapping)

    def _check(self) -> None:
        if not self._lenient:
            self._fail()

    def _fail(self) -> NoReturn:
        self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._check()
        return ""

    def __bool__(self) -> bool:
        self._check()
        return False

    def __len__(self) -> int:
        self._check()
        return 0

    def __iter__(self) -> Iterator[Any]:
        self._check()
        return iter(())

    def __eq__(self, other: object) -> bool:
        self._check()
        return isinstance(other, jinja2.Undefined)

    def __hash__(self) -> int:
        return id(type(self))


def init_app(app: Flask) -> None:
    app.jinja_options = {**app.jinja_options, "undefined": Undefined}
    ours = app.jinja_loader
    assert ours is not None
    components = jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = jinja2.ChoiceLoader([ours, components])
    app.jinja_env.globals.update(fields.GLOBALS, asset=asset, bare=lambda: g.get("bare", False))
    app.jinja_env.filters.update(words.FILTERS)
    _trust(app)


def _trust(app: Flask) -> None:
    """Answer only at the register's own address; a demonstration answers wherever it is opened."""
    settings: Settings = app.extensions["ehe_settings"]
    if not app.config["TRUSTED_HOSTS"] and not settings.demo:
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.base_url).hostname or "", "127.0.0.1", "localhost"]


def asset(name: str) -> str:
    """The address of a file in `static/`, which changes with its content, so that browsers may keep it."""
    folder = Path(current_app.static_folder or "")
    file = folder / name
    return url_for("static", filename=name, v=_digest(file, file.stat().st_mtime_ns))


@lru_cache(maxsize=64)
def _digest(file: Path, _changed_at: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
