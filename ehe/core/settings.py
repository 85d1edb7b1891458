"""Every setting of the installation, from the environment, typed and checked in one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


class SettingError(Exception):
    """A setting is missing or impossible; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What differs from one installation to the next. The authority's own choices are data, not this."""

    instance: Path
    secret_key: str
    ledger_key: str
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    smtp_url: str = ""
    mail_from: str = "register@localhost"
    sweep_seconds: int = 300
    second_factor: bool = False
    demo: bool = False
    testing: bool = False
    # A register for one replay, thrown away afterwards: nothing is forced to the disk.
    scratch: bool = False

    @property
    def database(self) -> str:
        """The database address; SQLite in the instance folder unless another is named."""
        if self.database_url:
            # The driver is part of the address for SQLAlchemy; councils write the plain form.
            for plain in ("postgres://", "postgresql://"):
                if self.database_url.startswith(plain):
                    return "postgresql+psycopg://" + self.database_url.removeprefix(plain)
            return self.database_url
        return f"sqlite:///{self.instance / 'ehe.sqlite3'}"

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


def _key(env: Mapping[str, str], name: str, instance: Path) -> str:
    """A secret from the environment, else from the file `make run` writes into the instance folder."""
    value = env.get(name, "")
    if not value:
        kept = instance / name.lower()
        value = kept.read_text().strip() if kept.is_file() else ""
    if len(value) < 32:
        raise SettingError(f"{name} is not set (32 characters or more are needed): set it, or run `ehe keys write`.")
    return value


def _whole(env: Mapping[str, str], name: str, default: int, least: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) < least:
        raise SettingError(f"{name} must be a whole number of {least} or more, not {text!r}.")
    return int(text)


def _yes(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").lower()
    if text not in {"", "0", "1", "no", "yes"}:
        raise SettingError(f"{name} must be yes or no, not {text!r}.")
    return text in {"1", "yes"}


def _database(env: Mapping[str, str]) -> str:
    """The address may hold a password, so the sentence does not repeat it."""
    text = env.get("EHE_DATABASE_URL", "")
    try:
        kind = make_url(text).get_backend_name() if text else "sqlite"
    except (ArgumentError, ValueError):
        kind = ""
    if kind not in ("sqlite", "postgresql", "postgres"):
        raise SettingError(
            "EHE_DATABASE_URL must be the address of a database: postgresql://user@host/name or sqlite:///file."
        )
    return text


def _address(env: Mapping[str, str], name: str, default: str, *schemes: str) -> str:
    text = env.get(name, default)
    try:
        parts = urlsplit(text)
        good = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if text and not good:
        raise SettingError(f"{name} must be an address that begins with {' or '.join(f'{one}://' for one in schemes)}.")
    return text


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting; `SettingError` names the one that is wrong."""
    instance = Path(env.get("EHE_INSTANCE", "instance")).resolve()
    return Settings(
        instance=instance,
        secret_key=_key(env, "EHE_SECRET_KEY", instance),
        ledger_key=_key(env, "EHE_LEDGER_KEY", instance),
        database_url=_database(env),
        base_url=_address(env, "EHE_BASE_URL", "http://127.0.0.1:8000", "https", "http").rstrip("/"),
        trusted_hosts=tuple(h.strip() for h in env.get("EHE_TRUSTED_HOSTS", "").split(",") if h.strip()),
        smtp_url=_address(env, "EHE_SMTP_URL", "", "smtps", "smtp"),
        mail_from=env.get("EHE_MAIL_FROM", "register@localhost"),
        sweep_seconds=_whole(env, "EHE_SWEEP_SECONDS", 300, 10),
        second_factor=_yes(env, "EHE_SECOND_FACTOR"),
        demo=_yes(env, "EHE_DEMO"),
    )


def current() -> Settings:
    """The settings of the application that is running."""
    settings: Settings = current_app.extensions["ehe_settings"]
    return settings
