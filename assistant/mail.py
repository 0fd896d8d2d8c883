"""E-mail: by SMTP, or to the demo's mail box. Used by the worker alone."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import httpx

from assistant.channels.channel import TryLater, Undeliverable
from assistant.settings import Settings

SECONDS = 10.0  # to connect, and for each answer
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused)


def send_mail(settings: Settings, to: str, subject: str, text: str) -> None:
    """Sends one plain text. Raises TryLater, or Undeliverable when the address is refused."""
    if settings.smtp_url.get_secret_value():
        _by_smtp(settings, to, subject, text)
    elif settings.mail_api and not settings.production:
        _to_mail_box(settings, to, subject, text)
    else:
        raise TryLater("no_mail")


def _by_smtp(settings: Settings, to: str, subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _server(settings.smtp_url.get_secret_value()) as server:
            server.send_message(message)
    except REFUSED:
        raise Undeliverable("mail_refused") from None
    except smtplib.SMTPResponseException as error:
        if 500 <= error.smtp_code < 600 and not isinstance(error, smtplib.SMTPAuthenticationError):
            raise Undeliverable(f"smtp_{error.smtp_code}") from None
        raise TryLater(f"smtp_{error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(type(error).__name__) from None


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """smtps:// speaks TLS at once; smtp:// must change to it before anything is said."""
    parts = urlsplit(url)
    host, tls = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=SECONDS, context=tls
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    with server:
        if parts.scheme != "smtps":
            server.starttls(context=tls)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _to_mail_box(settings: Settings, to: str, subject: str, text: str) -> None:
    try:
        answer = httpx.post(
            settings.mail_api, json={"to": to, "subject": subject, "text": text}, timeout=SECONDS
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise TryLater(type(error).__name__) from None
