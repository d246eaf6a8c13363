"""Links between articles (placeholder)."""

from __future__ import annotations

from typing import Any

from dragoman.records import CodedArticle


def link(connection: Any, articles: list[CodedArticle]) -> None:
    from dragoman.store.rows import day_of
    from dragoman.store.writing import insert

    ids = [a.id for a in articles]
    connection.execute("DELETE FROM story_articles WHERE article IN (SELECT unnest(?))", [ids])
    insert(
        connection,
        "story_articles",
        [
            {"article": a.id, "report": a.id, "story": a.id, "agency": a.agency, "day": day_of(a.published)}
            for a in articles
        ],
    )
