"""E-mail over SMTP: links and counts only. No name, no child, no reason ever leaves in an e-mail."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from ehe.outbox.models import Message

TIMEOUT_S = 20

# What each kind of e-mail says. `{link}` is the register's own address, from settings, never from a request.
WORDS: dict[str, tuple[str, str]] = {
    "withdrawal_receipt": (
        "We have your notice",
        "We have received a notice from your school. Sign in to see it, its reference and its receipt:\n\n{link}\n",
    ),
    "written_notice_query": (
        "A question about your notice",
        "We need the parent's written notice for a notice that your school sent. Sign in to see which:\n\n{link}\n",
    ),
    "at_once": (
        "Something on the register needs you",
        "Something on the register needs you today. Sign in to see what it is:\n\n{link}\n",
    ),
}


def compose(message: Message, to: str, sender: str, link: str) -> EmailMessage:
    """One e-mail to one person. Its Message-ID is the message's key: a repeat is known as one."""
    subject, body = WORDS[message.kind]
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = sender
    mail["To"] = to
    mail["Message-ID"] = f"<{message.dedupe_key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body.format(link=link))
    return mail


def send(url: str, mails: list[EmailMessage]) -> None:
    """Send over `smtp://[user:password@]host[:port]` (STARTTLS where offered) or `smtps://`; raises on any failure.

    A password is never said on a line that others can read.
    """
    address = urlsplit(url)
    host, secure = address.hostname or "localhost", address.scheme == "smtps"
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if secure:
        server = smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(host, address.port or 25, timeout=TIMEOUT_S)
    with server:
        server.ehlo_or_helo_if_needed()  # before it, nothing is known of what the server offers
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            secure = True
        if address.username:
            if not secure:
                raise smtplib.SMTPNotSupportedError("the mail server offers no encryption to sign in under")
            server.login(unquote(address.username), unquote(address.password or ""))
        for mail in mails:
            server.send_message(mail)
