"""A setting that cannot be meant stops the start, in a sentence that names it and repeats no secret."""

import pytest

from ehe.core.settings import SettingError, from_environment
from tests.support.databases import KEYS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EHE_DATABASE_URL", "garbage"),
        ("EHE_DATABASE_URL", "oracle://user:hunter2@host/name"),
        ("EHE_DATABASE_URL", "postgresql://user:hunter2@host:port/name"),
        ("EHE_BASE_URL", ":::"),
        ("EHE_BASE_URL", "register.example"),
        ("EHE_BASE_URL", "javascript:alert(1)"),
        ("EHE_SMTP_URL", "http://user:hunter2@mail.example"),
        ("EHE_SMTP_URL", "smtp://user:hunter2@mail.example:port"),
        ("EHE_SWEEP_SECONDS", "٣٣٣"),
        ("EHE_SWEEP_SECONDS", "9" * 20),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError) as said:
        from_environment({**KEYS, name: value})
    assert name in str(said.value)
    assert "hunter2" not in str(said.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EHE_DATABASE_URL", "postgres://ehe@/ehe?host=/run/postgresql"),
        ("EHE_DATABASE_URL", "sqlite:////srv/ehe/ehe.sqlite3"),
        ("EHE_BASE_URL", "https://register.example/"),
        ("EHE_BASE_URL", "http://[::1]:8000"),
        ("EHE_SMTP_URL", "smtps://user:p%40ss@mail.example:465"),
        ("EHE_SMTP_URL", ""),
    ],
)
def test_what_can_be_meant_is_taken(name: str, value: str) -> None:
    from_environment({**KEYS, name: value})
