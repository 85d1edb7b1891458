"""What is said to a mail server, and in what order: encryption first, a password only under it."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest

from ehe.outbox import mail

OFFERS = {
    "encryption": b"250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n",
    "none": b"250-mail.example\r\n250 AUTH PLAIN\r\n",
}
Server = Callable[[str], tuple[str, list[str]]]


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server on a port of its own: it writes down what it is told, and has no key for the encryption."""
    threads, listening = [], []

    def start(offers: str) -> tuple[str, list[str]]:
        door, heard = socket.create_server(("127.0.0.1", 0)), list[str]()
        listening.append(door)

        def talk() -> None:
            line, _ = door.accept()
            with line, line.makefile("rb") as words:
                line.sendall(b"220 mail.example\r\n")
                for said in words:
                    heard.append(said.decode().split()[0].upper())
                    answers = {"EHLO": OFFERS[offers], "STARTTLS": b"454 not now\r\n", "QUIT": b"221 bye\r\n"}
                    line.sendall(answers.get(heard[-1], b"250 ok\r\n"))

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        threads.append(thread)
        return f"127.0.0.1:{door.getsockname()[1]}", heard

    yield start
    for thread in threads:
        thread.join(10)
    for door in listening:
        door.close()


def a_mail() -> EmailMessage:
    made = EmailMessage()
    made["To"], made["From"] = "somebody@council.example", "register@council.example"
    return made


def test_encryption_that_is_offered_is_asked_for_before_anything_else(server: Server) -> None:
    address, heard = server("encryption")
    with pytest.raises(smtplib.SMTPResponseException):
        mail.send(f"smtp://user:secret@{address}", [a_mail()])
    assert heard[:2] == ["EHLO", "STARTTLS"]
    assert not {"AUTH", "MAIL"} & set(heard)


def test_a_password_is_not_said_on_an_open_line(server: Server) -> None:
    address, heard = server("none")
    with pytest.raises(smtplib.SMTPException):
        mail.send(f"smtp://user:secret@{address}", [a_mail()])
    assert not {"AUTH", "MAIL"} & set(heard)
