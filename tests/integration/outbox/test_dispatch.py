"""The dispatcher: what is queued leaves, nothing personal leaves with it, and a failure is tried again."""

from collections.abc import Callable
from datetime import date, time, timedelta
from email.message import EmailMessage

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from ehe.core import settings as settings_
from ehe.core import today
from ehe.core.commit import commit
from ehe.escalations.sweep import sweep
from ehe.outbox import mail
from ehe.outbox.dispatch import dispatch
from ehe.outbox.models import Attempt, Message
from tests.factories.household import instant, withdrawn

NOTICE = date(2027, 1, 4)
SOMEBODY: Callable[[Message], list[str]] = lambda message: ["somebody@council.example"]  # noqa: E731


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, db: SQLAlchemy) -> list[EmailMessage]:
    """A mail server that takes everything."""
    took: list[EmailMessage] = []
    monkeypatch.setattr(mail, "send", lambda url, mails: took.extend(mails))
    _with_server(monkeypatch)
    return took


def _with_server(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from flask import current_app

    with_smtp = replace(settings_.current(), smtp_url="smtp://127.0.0.1:2525", mail_from="register@council.example")
    monkeypatch.setitem(current_app.extensions, "ehe_settings", with_smtp)


def test_a_withdrawal_sends_the_school_its_receipt(sent: list[EmailMessage]) -> None:
    withdrawn(NOTICE)
    assert dispatch(SOMEBODY).sent == 1
    assert sent[0]["Subject"] == "We have your notice"


def test_no_e_mail_names_a_child_a_family_or_a_reason(db: SQLAlchemy, sent: list[EmailMessage]) -> None:
    withdrawn(NOTICE, written_notice=False, concern="Bruises on her arm, Canary Street")
    with today.at(instant(date(2027, 1, 20), time(7))):
        sweep()
    dispatch(SOMEBODY)
    assert len(sent) >= 3
    for one in sent:
        text = str(one)
        for canary in ("Child1", "Example", "Northmoor", "Bruises", "Canary", "A Parent", "red"):
            assert canary not in text


def test_a_message_is_sent_once(sent: list[EmailMessage]) -> None:
    withdrawn(NOTICE)
    dispatch(SOMEBODY)
    assert dispatch(SOMEBODY).sent == 0
    assert len(sent) == 1


def test_a_failing_mail_server_loses_nothing(
    db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch, sent: list[EmailMessage]
) -> None:
    withdrawn(NOTICE)

    def down(url: str, mails: list[EmailMessage]) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", down)
        assert dispatch(SOMEBODY).failed == 1
        assert dispatch(SOMEBODY).failed == 0  # not again at once
    message = db.session.scalars(select(Message).where(Message.channel == "email")).one()
    assert (message.state, message.attempts, message.reason) == ("queued", 1, "ConnectionRefusedError")
    message.next_try_at = today.now() - timedelta(seconds=1)
    commit()
    assert dispatch(SOMEBODY).sent == 1
    outcomes = db.session.scalars(select(Attempt.outcome).order_by(Attempt.n)).all()
    assert outcomes == ["ConnectionRefusedError", "accepted"]


def test_a_crash_in_mid_call_leaves_a_trace_and_the_same_message_id(
    db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch, sent: list[EmailMessage]
) -> None:
    withdrawn(NOTICE)
    ids: list[str] = []

    def crash(url: str, mails: list[EmailMessage]) -> None:
        ids.append(mails[0]["Message-ID"])
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", crash)
        with pytest.raises(KeyboardInterrupt):
            dispatch(SOMEBODY)
    db.session.rollback()
    message = db.session.scalars(select(Message).where(Message.channel == "email")).one()
    assert (message.state, message.attempts) == ("sending", 1)
    assert dispatch(SOMEBODY).sent == 0  # the lease still runs
    message.lease_until = today.now() - timedelta(seconds=1)
    commit()
    assert dispatch(SOMEBODY).sent == 1
    assert sent[0]["Message-ID"] == ids[0]


def test_a_message_for_nobody_is_held_and_not_forgotten(db: SQLAlchemy, sent: list[EmailMessage]) -> None:
    withdrawn(NOTICE)
    assert dispatch(lambda message: []).held == 1
    message = db.session.scalars(select(Message).where(Message.channel == "email")).one()
    assert (message.state, message.reason) == ("held", "nobody_to_send_to")


def test_without_a_mail_server_e_mails_wait_and_are_counted(db: SQLAlchemy) -> None:
    withdrawn(NOTICE)
    assert dispatch(SOMEBODY).waiting == 1
