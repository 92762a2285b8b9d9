"""Texts: every one is written, says something of its own, and gives no secret away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...catalogue.anomalies import fold
from ...catalogue.model import CODE_KEYS, MESSAGE_KEYS
from ..loader import ReadFile
from ..problems import Problem
from ..source import Place, key_of
from . import walk

_NOTES = {
    "note": "Say what a reader must know, in a sentence.",
    "description": "Retell what the document says beyond the message, or leave the key out.",
    "observed": "Say what was seen and where, or leave the key out.",
}
"""Keys of texts by people, each with what belongs there."""

_OF_DOCUMENTS = {"explanation", "example", "files", "request", "url", "version"}
_VERBATIM = CODE_KEYS | (MESSAGE_KEYS - {"observed_messages"}) | _OF_DOCUMENTS
"""Keys of texts that documents give, in which long words are no secrets."""

_UNWRITTEN = re.compile(r"(https://)?TODO\b")
_NO_NOTE = re.compile(r"\b(todo|tbd|fixme|xxx|lorem ipsum)\b|^\W*$", re.IGNORECASE)
_LONG_WORD = re.compile(r"[A-Za-z0-9+/]{32,}")
_TOKEN = re.compile(r"(?![0-9a-f]{40}$)(?=.*[0-9])((?=.*[a-z])(?=.*[A-Z]).*|(?=.*[A-Za-z])[A-Za-z0-9]*)")
"""A long word that is a key and no commit or path: it has digits and letters, and with signs also capitals."""


def texts(read: ReadFile[Any]) -> Iterator[Problem]:
    """Every text is written, and notes say something else than the message."""
    written = [(text, steps, key_of(steps)) for text, steps in walk.texts(read.file.data)]
    messages = {fold(text) for text, _, key in written if key in MESSAGE_KEYS}
    for text, steps, key in written:
        here = Place(read.file, steps)
        if _UNWRITTEN.match(text) or (key in _NOTES and _NO_NOTE.search(text)):
            yield here.problem("unwritten-text", key=key, hint=_NOTES.get(key, "Write it."))
        elif key in _NOTES and fold(text) in messages:
            yield here.problem("repeated-message", key=key)
        if key not in _VERBATIM and (key_word := _secret(text)):
            yield here.problem("secret", start=key_word[:6])


def _secret(text: str) -> str | None:
    """The first word of a text that looks like a key or a signature."""
    return next((word for word in _LONG_WORD.findall(text) if _TOKEN.fullmatch(word)), None)
