"""Packs the catalogue's texts into a third less than compression alone makes of them.

Their words come from a list: the most frequent are one character, the others two. A word that is used once
stands in the text itself, between two marks. `docs/assets/lookup/unpack.js` is the other half.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_TOKEN = re.compile(r" ?[^\W_]+|[\W_]")
_MARK = "~"
_SIGNS = [chr(code) for code in range(0x20, 0x7E) if chr(code) not in '"\\']
"""What JSON writes as one byte, without the mark."""
_SINGLE = 60
"""So many signs are a word alone; the others begin a pair."""
_MOST = _SINGLE + (len(_SIGNS) - _SINGLE) * len(_SIGNS)


def pack(texts: Iterable[str]) -> dict[str, object]:
    """The texts, each packed, with the list of words."""
    cut = [_TOKEN.findall(text) for text in texts]
    frequent = [
        word for word, times in Counter(word for words in cut for word in words).most_common() if times > 1
    ]
    frequent = frequent[:_MOST]
    words = frequent[:_SINGLE] + sorted(frequent[_SINGLE:])
    signs = {word: _sign(place) for place, word in enumerate(words)}
    return {
        "signs": "".join(_SIGNS),
        "single": _SINGLE,
        "words": words,
        "texts": ["".join(signs.get(word) or f"{_MARK}{word}{_MARK}" for word in words) for words in cut],
    }


def _sign(place: int) -> str:
    if place < _SINGLE:
        return _SIGNS[place]
    high, low = divmod(place - _SINGLE, len(_SIGNS))
    return _SIGNS[_SINGLE + high] + _SIGNS[low]
