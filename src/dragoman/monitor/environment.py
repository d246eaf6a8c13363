"""The senders of alerts, by what the environment says. Secrets are read from there, and kept nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dragoman.monitor.mail import Mail, Server
from dragoman.monitor.webhook import Webhook

if TYPE_CHECKING:
    from dragoman.monitor.sending import Sender


def senders(allow_hosts: Iterable[str] = ()) -> dict[str, Sender]:
    """The senders by kind. Raises ValueError where the environment says what is none."""
    said = os.environ.get
    server = said("DRAGOMAN_SMTP")
    return {
        "webhook": Webhook(said("DRAGOMAN_WEBHOOK_SECRET"), allow_hosts=allow_hosts),
        "email": Mail(
            Server.of(server, said("DRAGOMAN_SMTP_PASSWORD")) if server else None, said("DRAGOMAN_SMTP_FROM")
        ),
    }
