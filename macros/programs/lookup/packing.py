"""Packs the catalogue's texts into much less than compression alone makes of them.

A text is cut into words, and into marks with the space after them. They come from a list: the most frequent are one
sign, the others two. A sign before a word says that it is capitalised or in capitals; the space between two words goes
without saying, and so does the capital with which a text begins. What is used once is written out between two marks.
`docs/assets/lookup/unpack.js` is the other half.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

_TOKEN = re.compile(r"[^\W_]+|[\W_] ?")
_BEGINNING = re.compile(r"\A[A-Za-z](?=[a-z])")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
"""Between two of these a space goes without saying."""

_MARK = "~"
_CAPITALISED, _CAPITALS, _IS_CONSTANT = "<capitalised>", "<capitals>", "<constant>"
_CASES = {_CAPITALISED: "}", _CAPITALS: "|", _IS_CONSTANT: "{"}
"""What says of the words after it how they are written, and the sign for it. No token has such a name."""
_SIGNS = [chr(code) for code in range(0x20, 0x7B) if chr(code) not in '"\\']
"""What JSON writes as one byte, without the signs above."""
_SINGLE = 72
"""So many signs are a word alone; the others begin a pair."""
_MOST = _SINGLE + (len(_SIGNS) - _SINGLE) * len(_SIGNS)


def packer(texts: Iterable[str]) -> tuple[dict[str, object], Callable[[str], str]]:
    """What unpacking needs to know, and the function that packs any of these texts."""
    times = Counter(token for text in texts for token in _tokens(text))
    frequent = [token for token, count in times.most_common() if count > 1 and token not in _CASES][:_MOST]
    words = frequent[:_SINGLE] + sorted(frequent[_SINGLE:])
    signs = {word: _sign(place) for place, word in enumerate(words)} | _CASES

    def pack(text: str) -> str:
        return "".join(signs.get(token) or f"{_MARK}{token}{_MARK}" for token in _tokens(text))

    return {"signs": "".join(_SIGNS), "single": _SINGLE, "words": words}, pack


def _sign(place: int) -> str:
    if place < _SINGLE:
        return _SIGNS[place]
    high, low = divmod(place - _SINGLE, len(_SIGNS))
    return _SIGNS[_SINGLE + high] + _SIGNS[low]


def _tokens(text: str) -> Iterator[str]:
    if _CONSTANT.fullmatch(text):
        yield _IS_CONSTANT
        yield from text.lower().split("_")
        return
    found = _TOKEN.findall(_BEGINNING.sub(lambda first: first[0].swapcase(), text))
    for before, token, after in zip(["", *found], found, [*found[1:], ""], strict=False):
        if token == " " and _ASCII_WORD.match(after) and _ASCII_WORD.search(before[-1:]):
            continue
        if _ASCII_WORD.fullmatch(token) and len(token) > 1 and token in (token.capitalize(), token.upper()):
            if token != token.lower():
                yield _CAPITALISED if token == token.capitalize() else _CAPITALS
            yield token.lower()
        else:
            yield token
