"""Alerts by e-mail: plain text over SMTP."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from dragoman.exports.words import one_line
from dragoman.monitor.sending import Alert, SendingError

SECONDS = 30.0
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Server:
    """A server of outgoing mail. The password shows in no message."""

    host: str
    port: int
    implicit_tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str, password: str | None = None) -> Server:
        """From smtp://user@host:587 (TLS as soon as the server offers it) or smtps://user@host (TLS from the
        beginning). Raises ValueError."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password:
            raise ValueError(
                "the address of the mail server should be such as smtp://user@mail.example.org:587, without a password"
            )
        secure = parts.scheme == "smtps"
        user = unquote(parts.username) if parts.username else None
        return cls(parts.hostname, port or (465 if secure else 587), secure, user, password)


class Mail:
    """Sends alerts from an address by a server. Raises ValueError for an address that is none."""

    def __init__(self, server: Server | None, sender: str | None, *, seconds: float = SECONDS) -> None:
        self._server = server
        self._sender = sender
        self._seconds = seconds
        if sender is not None:
            self.check(sender)

    def check(self, address: str) -> None:
        """Raises ValueError for what is no address of e-mail."""
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"{address!r} is no address of e-mail; it should be such as desk@example.org")

    def send(self, address: str, alert: Alert, key: str) -> None:
        """Sends an alert. Raises SendingError."""
        if self._server is None or self._sender is None:
            raise SendingError("no mail server is named: set DRAGOMAN_SMTP and DRAGOMAN_SMTP_FROM")
        message = letter(alert, sender=self._sender, to=address, key=key)
        try:
            smtp = self._connected(self._server)
            try:
                smtp.send_message(message)
                with contextlib.suppress(smtplib.SMTPException, OSError):  # it was taken, however the farewell goes
                    smtp.quit()
            finally:
                smtp.close()
        except smtplib.SMTPResponseException as error:
            said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else ""
            raise SendingError(f"the mail server answered {error.smtp_code} {one_line(said)[:200]}".rstrip()) from None
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            final = code >= _PERMANENT
            raise SendingError(f"the mail server refused {address} ({code})", final=final) from None
        except (smtplib.SMTPException, OSError) as error:
            raise SendingError(f"not sent: {type(error).__name__}: {error}") from None

    def _connected(self, server: Server) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if server.implicit_tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        try:
            smtp.ehlo()
            secure = server.implicit_tls
            if not secure and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
                secure = True
            if server.user:
                if not secure and server.host not in _LOOPBACK:
                    raise SendingError("the mail server offers no TLS: the password is not sent to it in clear")
                smtp.login(server.user, server.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp


def letter(alert: Alert, *, sender: str, to: str, key: str) -> EmailMessage:
    """The message about an alert. What it quotes comes from strangers: it is text in one line each, never markup."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = one_line(str(alert["title"]))[:200]
    message["Date"] = formatdate(alert["made_at"].replace(tzinfo=UTC).timestamp())
    message["Message-ID"] = f"<{key}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    lines = [one_line(str(alert["title"])), one_line(str(alert["why"])), ""]
    for report in alert["evidence"]:
        about = ", ".join(str(report[name]) for name in ("outlet", "day") if report.get(name))
        lines.append(one_line(f"- {report.get('title') or report.get('article')}{f' ({about})' if about else ''}"))
        lines.append(one_line(f"  “{report.get('sentence') or ''}”"))
        lines += [f"  {one_line(str(report['url']))}"] if report.get("url") else []
    message.set_content("\n".join(lines) + "\n")
    return message
