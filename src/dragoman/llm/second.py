"""The second coder: asks a language model about an article that is coded, and makes one set of records of both."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from dragoman.actors import ActorLayer
from dragoman.actors.dictionaries import Dictionary
from dragoman.events.coder import sentence_span
from dragoman.language import Parsed
from dragoman.llm import prompts
from dragoman.llm.client import Client, Reply
from dragoman.llm.evidence import CUT_OFF, NO_FORM, Evidence, UnprovenError, View, head_of
from dragoman.llm.forms import Answer, Form, Judgement, Review
from dragoman.llm.joining import joined
from dragoman.llm.merging import merged, replaced
from dragoman.llm.proposals import AnyRecord, record_of
from dragoman.llm.repair import records_in, without_last
from dragoman.llm.reviewing import Named, Verdicts, named, shown_in
from dragoman.llm.settings import Settings
from dragoman.llm.windows import Window, sentences_of, windows
from dragoman.records import CodedArticle, LanguageModelUse, Span

DEEPEST = 3
"""So many times a window is halved whose answer is too long."""


@dataclass(slots=True)
class _Asked:
    """A window, the names of the records that were shown with it, and what came back."""

    window: Window
    names: tuple[str, ...]
    reply: Reply


@dataclass(frozen=True, slots=True)
class _Question:
    """An article with its own records; those to be reviewed, by name; the sentences that are not sent."""

    own: CodedArticle
    reviewed: Named
    withheld: tuple[Span, ...]


class SecondCoder:
    """Asks one language model, from any number of articles at a time. Use it from one thread; `close` it in the end.

    Raises MissingLibraryError if the libraries are not installed that it needs.
    """

    def __init__(self, settings: Settings, dictionary: Dictionary) -> None:
        self.settings = settings
        self._dictionary = dictionary
        self._loop = asyncio.new_event_loop()
        try:
            self._client = Client(settings)
        except BaseException:
            self._loop.close()
            raise
        self._thread = threading.Thread(target=self._loop.run_forever, name="dragoman-llm", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Gives up what is under way and closes the connections."""
        if self._loop.is_closed():
            return
        self._submit(self._end()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.close()

    def _submit(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def begin(self, parsed: Parsed, actors: ActorLayer, own: CodedArticle) -> Callable[[], CodedArticle]:
        """Asks about an article with its own records; what is given waits for the answer and makes the records."""
        sentences = [sentence_span(parsed, sentence) for sentence in parsed.doc.sents]
        sentences = [span for span in sentences if span.text.strip()]
        shown, withheld = sentences_of(own.text, sentences)
        cut = windows(shown, self.settings.window, self.settings.overlap)
        question = _Question(own, named(own) if self.settings.mode == "review" else {}, withheld)
        answers: Future[list[_Asked]] = self._submit(self._ask_all(question, cut))
        codes = frozenset(head_of(mention.code) for mention in actors.mentions if mention.code)

        def finish() -> CodedArticle:
            evidence = Evidence(own, [sentence.span for sentence in shown], codes, self._dictionary)
            return self._made(question, evidence, answers.result())

        return finish

    async def _ask_all(self, question: _Question, cut: Sequence[Window]) -> list[_Asked]:
        parts = [self._ask(question, window, (i, len(cut)), DEEPEST) for i, window in enumerate(cut, 1)]
        return [asked for part in await asyncio.gather(*parts) for asked in part]

    async def _ask(self, question: _Question, window: Window, part: tuple[int, int], depth: int) -> list[_Asked]:
        own, names = question.own, tuple[str, ...]()
        if self.settings.mode == "review":
            records = shown_in(window, question.reviewed, question.withheld)
            if not records:
                return []
            names = tuple(record["record"] for record in records)
            reply = await self._client.ask(prompts.reviewing(own, window, part, records), Review)
        else:
            reply = await self._client.ask(prompts.coding(own, window, part), Answer)
        halves = window.halves() if reply.too_long and depth else None
        if halves is None:
            return [_Asked(window, names, reply)]
        parts = await asyncio.gather(
            *(self._ask(question, half, (i, 2), depth - 1) for i, half in enumerate(halves, 1))
        )
        spent = Reply(
            {},
            requests=reply.requests,
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            estimated=reply.estimated,
            seconds=reply.seconds,
        )
        return [_Asked(Window(window.sentences[:1], window.sentences[0].number + 1), (), spent), *parts[0], *parts[1]]

    def _made(self, question: _Question, evidence: Evidence, asked: Sequence[_Asked]) -> CodedArticle:
        own, by, mode = question.own, self.settings.model, self.settings.mode
        verdicts = Verdicts(by, self.settings.trust, question.reviewed)
        parts: list[list[AnyRecord]] = []
        proposed = accepted = 0
        for one in asked:
            view, part = View(evidence, one.window), list[AnyRecord]()
            for said in self._said(one.reply, Review if mode == "review" else Answer, evidence):
                proposed += 1
                try:
                    if isinstance(said, Judgement):
                        verdicts.take(view, said, one.names)
                    else:
                        part.append(record_of(view, said, by, self.settings.trust))
                    accepted += 1
                except UnprovenError as error:
                    evidence.dropped[error.reason] += 1
            parts.append(part)
        if mode == "review":
            made = verdicts.article(own)
        elif mode == "replace":
            made = replaced(own, joined(parts), _heard(asked), by)
        else:
            made = merged(own, joined(parts), _heard(asked), by, self.settings.trust)
        use = self._use(asked, evidence, proposed, accepted, len(question.withheld))
        return made.model_copy(update={"llm": use, "coder": {**own.coder, "llm": f"{by} ({mode})"}})

    def _said(self, reply: Reply, form: type[Form], evidence: Evidence) -> list[Form]:
        if reply.answer is None:
            return []
        answer = without_last(reply.answer) if reply.cut else reply.answer
        evidence.dropped[CUT_OFF] += answer is not reply.answer
        found, wrong = records_in(answer, form)
        evidence.dropped[NO_FORM] += wrong
        return [said for _, said in found]

    def _use(
        self, asked: Sequence[_Asked], evidence: Evidence, proposed: int, accepted: int, withheld: int
    ) -> LanguageModelUse:
        replies = [one.reply for one in asked]
        tokens = sum(reply.tokens_in for reply in replies), sum(reply.tokens_out for reply in replies)
        failed = [reply for reply in replies if not reply.whole]
        cost = self._client.budget.cost_of(*tokens)
        return LanguageModelUse(
            model=self.settings.model,
            mode=self.settings.mode,
            state="answered" if not failed else "unanswered" if _all_silent(replies) else "partly",
            reason="; ".join(dict.fromkeys(reply.reason for reply in failed if reply.reason)) or None,
            requests=sum(reply.requests for reply in replies),
            cached=sum(reply.cached for reply in replies),
            retries=sum(max(0, reply.requests - 1) for reply in replies),
            tokens_in=tokens[0],
            tokens_out=tokens[1],
            estimated=any(reply.estimated for reply in replies),
            cost=None if cost is None else round(cost, 6),
            seconds=round(sum(reply.seconds for reply in replies), 2),
            proposed=proposed,
            accepted=accepted,
            aligned=evidence.aligned,
            dropped={reason: count for reason, count in sorted(evidence.dropped.items()) if count},
            withheld=withheld,
        )


def _all_silent(replies: Sequence[Reply]) -> bool:
    return all(reply.answer is None or not reply.answer for reply in replies)


def _heard(asked: Sequence[_Asked]) -> Callable[[Span], bool]:
    """Whether the sentence in which a span begins was answered for, whole."""
    heard = [s.span for one in asked if one.reply.whole for s in one.window.fresh]

    def within(span: Span) -> bool:
        return any(sentence.start <= span.start < sentence.end for sentence in heard)

    return within
