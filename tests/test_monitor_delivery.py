"""Delivery of alerts, against a real HTTP server and a real SMTP server on the loopback interface."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import feedparser
import pytest
from aiosmtpd.controller import Controller
from making import made
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.monitor.atom import atom
from dragoman.monitor.delivery import TRIES, Deliveries
from dragoman.monitor.feeds import now
from dragoman.monitor.mail import Mail, Server, letter
from dragoman.monitor.sending import Alert, SendingError
from dragoman.monitor.watches import Watches
from dragoman.monitor.webhook import Webhook
from dragoman.store import Store

SECRET = "a secret of sixteen bytes and more"  # noqa: S105


class Hook:
    """A receiver of webhooks: what it got, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        self.headers: dict[str, str] = {}
        self.url = ""


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(hook.status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    hook.url = f"http://127.0.0.1:{http.server_port}/alerts"
    yield hook
    http.shutdown()
    http.server_close()
    thread.join()


class Box:
    """Takes mail, or refuses it with `answer`."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.answer = "250 taken"
        self.server: Server | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        if self.answer.startswith("2"):
            self.got.append(message_from_bytes(envelope.content, policy=default))
        return self.answer


@contextlib.contextmanager
def mailbox(host: str = "127.0.0.1") -> Iterator[Box]:
    box = Box()
    with socket.create_server((host, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname=host, port=port, ready_timeout=20)
    controller.start()
    box.server = Server(host, port)
    try:
        yield box
    finally:
        controller.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store") as store:
        Watches(store).add("all", "new", {})
        yield store


def alerted(store: Store, *names: str) -> list[Alert]:
    """Stores an article each, on days of their own, and gives the alerts."""
    for number, name in enumerate(names, start=1):
        store.add([made(name, published=f"2025-{number:02}-04", date=f"2025-{number:02}-03", place=f"Town{number}")])
    return list(Watches(store).run().alerts)


def webhooks(store: Store, secret: str | None = SECRET) -> Deliveries:
    return Deliveries(store, {"webhook": Webhook(secret, allow_hosts={"127.0.0.1"}, seconds=5)})


def later(store: Store, **time: float) -> None:
    table = Deliveries(store, {}).table
    table.put([row | {"next_at": row["next_at"] - timedelta(**time)} for row in table.rows()])


def test_a_webhook_gets_each_alert_once_and_can_verify_it(store: Store, hook: Hook) -> None:
    alerted(store, "before")
    deliveries = webhooks(store)
    deliveries.add("room", "webhook", hook.url)
    (alert,) = alerted(store, "x", "after")[-1:]
    assert deliveries.run().sent >= 1
    assert deliveries.run().sent == 0
    headers, body = hook.got[-1]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    told = [json.loads(body)["data"] for _, body in hook.got]
    assert alert["id"] in [one["id"] for one in told]
    assert all(one["evidence"][0]["article"] != "before" for one in told)
    assert len({headers["webhook-id"] for headers, _ in hook.got}) == len(hook.got)


def test_a_receiver_of_one_watch_gets_no_other_alert(store: Store, hook: Hook) -> None:
    Watches(store).add("aid", "new", {"type": "AID"})
    deliveries = webhooks(store)
    deliveries.add("room", "webhook", hook.url, watch="aid")
    alerted(store, "one")
    assert deliveries.run().sent == 0


def test_what_is_not_taken_is_tried_again_under_the_same_key_and_given_up_in_the_end(store: Store, hook: Hook) -> None:
    deliveries = webhooks(store)
    deliveries.add("room", "webhook", hook.url)
    alerted(store, "one")
    hook.status = 500
    done = deliveries.run()
    assert (done.sent, done.failed, done.lines) == (0, 1, ["room: the receiver answered 500"])
    assert deliveries.run().waiting == 1 and len(hook.got) == 1, "it is left alone for a while"
    for _ in range(TRIES + 2):
        later(store, hours=7)
        deliveries.run()
    assert len(hook.got) == TRIES and len({headers["webhook-id"] for headers, _ in hook.got}) == 1
    (receiver,) = deliveries.all()
    assert (receiver["given_up"], receiver["reason"]) == (1, "the receiver answered 500")


def test_a_later_try_that_is_taken_is_the_last(store: Store, hook: Hook) -> None:
    deliveries = webhooks(store)
    deliveries.add("room", "webhook", hook.url)
    alerted(store, "one")
    hook.status, hook.headers = 429, {"Retry-After": "3600"}
    deliveries.run()
    later(store, minutes=50)
    assert deliveries.run().waiting == 1
    hook.status, hook.headers = 200, {}
    later(store, minutes=11)
    assert deliveries.run().sent == 1 and deliveries.run().sent == 0
    assert deliveries.all()[0]["sent"] == 1


def test_gone_is_gone(store: Store, hook: Hook) -> None:
    deliveries = webhooks(store)
    deliveries.add("room", "webhook", hook.url)
    alerted(store, "one")
    hook.status = 410
    assert deliveries.run().given_up == 1


def test_what_another_process_is_sending_is_left_to_it_until_it_must_have_died(store: Store, hook: Hook) -> None:
    deliveries = webhooks(store)
    deliveries.add("room", "webhook", hook.url)
    alerted(store, "one")
    store.transaction(deliveries._enqueue)
    (row,) = deliveries.table.rows()
    assert deliveries._claim(row["id"]) and deliveries._claim(row["id"]) is None
    assert deliveries.run().sent == 0 and hook.got == []
    later(store, minutes=11)
    assert deliveries.run().sent == 1


def test_redirects_private_addresses_and_silence_are_failures(store: Store, hook: Hook) -> None:
    alert: Alert = {"id": "a", "title": "t"}
    sender = Webhook(SECRET, allow_hosts={"127.0.0.1"}, seconds=5)
    hook.status, hook.headers = 302, {"Location": hook.url}
    with pytest.raises(SendingError, match="answered 302"):
        sender.send(hook.url, alert, "k")
    with pytest.raises(SendingError, match="not public"):
        Webhook(SECRET).send(hook.url, alert, "k")
    with pytest.raises(SendingError, match="not sent"):
        sender.send("http://127.0.0.1:1/", alert, "k")
    with pytest.raises(SendingError, match="no secret"):
        Webhook(None).send(hook.url, alert, "k")
    assert len(hook.got) == 1


def test_secrets_that_can_be_guessed_are_refused() -> None:
    for secret in ("short", "whsec_c2hvcnQ=", "whsec_not base64"):
        with pytest.raises(ValueError, match="secret of the webhook"):
            Webhook(secret)


@pytest.mark.parametrize("address", ["ftp://a.example", "https://", "https://user:pw@a.example/", "http://[", "x"])
def test_bad_addresses_of_webhooks_are_refused(store: Store, address: str) -> None:
    with pytest.raises(ValueError, match="no address of a webhook"):
        webhooks(store).add("room", "webhook", address)


@pytest.mark.parametrize("address", ["", "a", "a@", "a@b.example, c@d.example", "a@b\r\nBcc: c@d.example", "<a@b.ex>"])
def test_bad_addresses_of_mail_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address of e-mail"):
        Mail(None, None).check(address)


def test_mail_is_sent_once_as_plain_text_with_the_evidence(store: Store) -> None:
    with mailbox() as box:
        deliveries = Deliveries(store, {"email": Mail(box.server, "dragoman@desk.example")})
        deliveries.add("desk", "email", "ada@desk.example")
        (alert,) = alerted(store, "one")
        assert deliveries.run().sent == 1 and deliveries.run().sent == 0
        (mail,) = box.got
    assert (mail["To"], mail["From"], mail["Subject"]) == ("ada@desk.example", "dragoman@desk.example", alert["title"])
    assert mail["Message-ID"].endswith("@desk.example>") and mail.get_content_type() == "text/plain"
    text = mail.get_content()
    assert alert["why"] in text and "Nordland officials condemned the raid" in text
    assert "https://dispatch.example/one" in text


def test_mail_that_is_refused_is_tried_again(store: Store) -> None:
    with mailbox() as box:
        box.answer = "451 come back later"
        deliveries = Deliveries(store, {"email": Mail(box.server, "dragoman@desk.example")})
        deliveries.add("desk", "email", "ada@desk.example")
        alerted(store, "one")
        assert deliveries.run().lines == ["desk: the mail server answered 451 come back later"]
        box.answer = "250 taken"
        later(store, minutes=2)
        assert deliveries.run().sent == 1 and len(box.got) == 1


def test_a_password_is_not_sent_in_clear() -> None:
    with mailbox("127.0.0.2") as box:
        assert box.server
        server = Server(box.server.host, box.server.port, user="ada", password="hidden")
        with pytest.raises(SendingError, match="not sent to it in clear"):
            Mail(server, "a@b.example").send("c@d.example", hostile(), "k")
    assert "hidden" not in repr(server)


def test_a_mail_server_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(SendingError, match="not sent"):
        Mail(Server("127.0.0.1", 1), "a@b.example").send("c@d.example", hostile(), "k")
    with pytest.raises(SendingError, match="DRAGOMAN_SMTP"):
        Mail(None, None).send("c@d.example", hostile(), "k")


def test_addresses_of_mail_servers() -> None:
    assert Server.of("smtp://a%40b.example@mail.example") == Server("mail.example", 587, False, "a@b.example")
    assert Server.of("smtps://mail.example:4650").port == 4650 and Server.of("smtps://mail.example").implicit_tls
    for bad in ("mail.example", "http://mail.example", "smtp://a:b@mail.example", "smtp://mail.example:x", "smtp://"):
        with pytest.raises(ValueError, match="should be such as smtp"):
            Server.of(bad)


def hostile() -> Alert:
    """An alert that quotes what nobody should run."""
    report = {"title": "x\x1b[2J<script>", "sentence": "a]]> & \x00\r\n.\r\nQUIT", "outlet": "<b>", "article": "1"}
    report |= {"url": "javascript:alert(1)", "day": "2025-03-04"}
    common = {"id": "i", "watch": "w\x01", "why": "because\nof <b>", "made_at": now()}
    return common | {
        "title": "t\r\nBcc: eve@evil.example",
        "evidence": [report, report | {"url": "https://a.example/?<>"}],
    }


def test_hostile_text_stays_text_in_mail() -> None:
    message = letter(hostile(), sender="a@b.example", to="c@d.example", key="k")
    assert message["Bcc"] is None and message["Subject"] == "t\ufffd Bcc: eve@evil.example"
    assert "\x1b" not in message.get_content() and "\n.\n" not in message.get_content()


def test_hostile_text_stays_text_in_atom() -> None:
    found = feedparser.parse(atom([hostile()], title="<Alerts>", address="https://desk.example/atom").encode())
    assert not found.bozo and found.feed.id.startswith("urn:uuid:")
    (entry,) = found.entries
    assert entry.link == "https://a.example/?<>" and "javascript" not in str([link.href for link in entry.links])
    assert "<script>" not in entry.content[0].value


def test_the_feed_of_no_alerts_is_a_feed() -> None:
    found = feedparser.parse(atom([], title="Alerts").encode())
    assert not found.bozo and found.version == "atom10" and found.entries == []


def test_bad_receivers_are_refused(store: Store, hook: Hook) -> None:
    deliveries = webhooks(store)
    deliveries.add("there", "webhook", hook.url)
    cases = [("there", "webhook", None), ("a/b", "webhook", None), ("a", "pigeon", None), ("a", "webhook", "none")]
    for name, kind, watch in cases:
        with pytest.raises(ValueError, match=r"is "):
            deliveries.add(name, kind, hook.url, watch=watch)


def test_the_commands(tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path / "news")
    monkeypatch.setenv("DRAGOMAN_WEBHOOK_SECRET", SECRET)

    def dragoman(*words: str) -> tuple[int, str, str]:
        ended = CliRunner().invoke(app, [*words, "--store", folder])
        return ended.exit_code, ended.stdout, ended.stderr

    with Store(folder) as store:
        Watches(store).add("all", "new", {})
    assert dragoman("deliver", "add", "room", "--webhook", hook.url)[0] == 0
    assert dragoman("deliver", "add", "b")[0] == dragoman("deliver", "add", "b", "--email", "nobody")[0] == 2
    with Store(folder) as store:
        alerted(store, "one")
    status, _, said = dragoman("deliver", "run")
    assert status == 1 and "not public" in said
    with Store(folder) as store:
        later(store, hours=1)
    assert dragoman("deliver", "run", "--allow-host", "127.0.0.1")[0] == 0 and len(hook.got) == 1
    assert json.loads(dragoman("deliver", "list")[1])["sent"] == 1
    status, out, _ = dragoman("alerts", "--atom")
    assert status == 0 and len(feedparser.parse(out.encode()).entries) == 1
    assert dragoman("deliver", "remove", "room")[0] == 0 and dragoman("deliver", "remove", "room")[0] == 1
    monkeypatch.setenv("DRAGOMAN_WEBHOOK_SECRET", "short")
    status, _, said = dragoman("deliver", "run")
    assert status == 2 and "should have 16" in " ".join(said.replace("│", "").split())
