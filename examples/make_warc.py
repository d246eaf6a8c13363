"""Makes `pages.warc.gz`: a small archive such as Common Crawl's, of pages of papers that do not exist.

$ python examples/make_warc.py
"""

from __future__ import annotations

import gzip
from pathlib import Path

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title>
<meta property="og:site_name" content="{outlet}">
{date}</head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>{title}</h1>
{paragraphs}
</article>
<footer>All rights reserved.</footer></body>
</html>
"""

STORIES = (
    (
        "https://harbour.example/world/talks",
        "en",
        "Norland rejects Iranian offer of talks",
        "The Harbour Post",
        "2024-06-20",
        "Iran offered talks to the United States on Wednesday, and the United States rejected the offer within hours, "
        "a spokesperson for the State Department said.",
        "“We do not talk under pressure,” the Iranian foreign minister told reporters in Geneva. “Our offer stands "
        "until the end of the month.”",
        "France and Germany urged both sides to return to the negotiating table and to refrain from further steps.",
    ),
    (
        "https://harbour.example/world/pact",
        "en",
        "Belarus and Russia sign a defence pact",
        "The Harbour Post",
        None,
        "Belarus signed a defence pact with Russia in Minsk on Thursday, the office of the Belarusian president said.",
        "Ukraine accused Belarus of violating the Charter of the United Nations and recalled its ambassador.",
        "“It threatens nobody,” the Belarusian president said at the ceremony, which lasted twenty minutes.",
    ),
    (
        "https://ledger.example/2024/strike",
        "en-GB",
        "Shelling kills four near Kharkiv",
        "Ledger",
        "2024-06-21",
        "Russian forces shelled a village near Kharkiv on Friday and killed four people, the governor of the region "
        "said. Eleven people were wounded, two of them badly.",
        "Poland condemned the attack. The Polish prime minister promised Ukraine further air defence systems.",
        "The Russian defence ministry denied that civilians had been the target of the shelling.",
    ),
    (
        "https://kurier.example/welt/gespraeche",
        "de",
        "Gespräche in Genf vertagt",
        "Kurier",
        "2024-06-20",
        "Die Gespräche in Genf sind am Mittwoch vertagt worden, wie eine Sprecherin des Ministeriums mitteilte.",
        "Der Außenminister sagte, man werde in der nächsten Woche wieder zusammenkommen.",
        "Über den Inhalt der Gespräche wurde nichts bekannt, und beide Seiten schwiegen.",
    ),
    (
        "https://courrier.example/monde/accord",
        "en",  # it says so and is wrong: the text tells
        "Un accord sur les céréales",
        "Le Courrier",
        "2024-06-20",
        "Les deux pays ont signé un accord sur les céréales, a annoncé le ministre dans la soirée de mercredi.",
        "Il a dit que le texte serait publié dans les prochains jours, et que les navires partiraient avant la fin "
        "du mois.",
        "Les observateurs de la mission ont salué cette signature, qui avait été plusieurs fois repoussée.",
    ),
)

CRAWLED = "2024-06-22T10:00:00Z"


def page(language: str, title: str, outlet: str, published: str | None, *paragraphs: str) -> bytes:
    """An HTML page."""
    date = f'<meta property="article:published_time" content="{published}">\n' if published else ""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return PAGE.format(language=language, title=title, outlet=outlet, date=date, paragraphs=body).encode("utf-8")


def record(number: int, address: str, body: bytes, status: str = "200 OK", kind: str = "text/html") -> bytes:
    """The answer of a server, as a crawler keeps it."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = head.encode() + body
    headers = (
        "WARC/1.0",
        "WARC-Type: response",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>",
        f"WARC-Target-URI: {address}",
        f"WARC-Date: {CRAWLED}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(answer)}",
    )
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + answer + b"\r\n\r\n"


def archive() -> bytes:
    """The archive, packed record by record as the standard asks for."""
    records = [record(number, address, page(*rest)) for number, (address, *rest) in enumerate(STORIES)]
    gone = b"<html lang='en'><p>Not here.</p></html>"
    records.append(record(97, "https://ledger.example/gone", gone, status="404 Not Found"))
    records.append(record(98, "https://ledger.example/logo.png", b"\x89PNG\r\n", kind="image/png"))
    records.append(record(99, "https://ledger.example/empty", b"<html lang='en'><body></body></html>"))
    return b"".join(gzip.compress(one, mtime=0) for one in records)


if __name__ == "__main__":
    Path(__file__).with_name("pages.warc.gz").write_bytes(archive())
