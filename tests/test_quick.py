"""The start is short: what is not needed is not loaded, and is there when it is."""

from __future__ import annotations

import gc
import subprocess
import sys

from dragoman.language import loading


def test_the_command_line_of_spacy_is_loaded_by_those_who_ask_for_it() -> None:
    probe = (
        "import dragoman.language, sys, spacy\n"
        "print(sorted({'spacy.cli', 'weasel', 'requests'} & set(sys.modules)))\n"
        "import spacy.cli\nprint(spacy.cli.download.__name__, callable(spacy.info))"
    )
    ended = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    first, _, rest = ended.stdout.partition("\n")
    assert first == "[]" and rest.strip() == "download True", ended.stderr


def test_garbage_is_collected_again_after_loading() -> None:
    with loading():
        assert not gc.isenabled()
        with loading():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.unfreeze()
