"""Our own sentences: how easy they are to read, and phrases that have a plainer one. `make prose` prints the figures.

What venues wrote is left out: messages, explanations, titles of documents, code. A page here is a hand-written page, a
condition, or all that we say about one venue.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from statistics import median

import yaml

from tests.support.project import ROOT

OURS = frozenset(
    ["meaning", "differs", "steps", "note", "description", "observed", "complete", "retry_after"]
)
"""Keys of the data whose texts are written by us."""

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_NOT_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|\{\{.*?\}\}|\{%.*?%\}|<!--.*?-->|^\|.*$|^#.*$|<[^>]+>", re.DOTALL | re.MULTILINE
)
_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_QUOTED = re.compile(r'"[^"]*"')
_END = re.compile(r"[.!?:;](?=\s|$)|\n\s*\n|\n\s*(?:[-*:]|\d+\.)\s")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_VOWELS = re.compile(r"[aeiouy]+")

SLIPS = {
    r",\s+of which\b": "whose, or a new sentence",
    r"\b(?:is|are) told (?:by|from)\b": "says, shows or follows from",
    r"\bmay I\b": "can I",
    r"\bmend(?:s|ed|ing)?\b": "fix, fixed",
    r"\ball the same(?=[,.;:])": "still, anyway",
    r"\bin place of\b": "instead of",
    r"\b(?:was|were) to be\b": "the active: what the reader wanted to do",
    r"\banew\b": "again",
    r"\bnot to be mistaken for\b": "easily confused with",
    r"\bin particular here\b": "for this code",
    r"\bstands? in the place of\b": "replaces",
    r"\butili[sz]e\b": "use",
    r"\bin order to\b": "to",
    r"\bplease\b": "nothing: say what to do",
    r"\bcheck your parameters\b": "which parameter, and what it must be",
    r"\bsimply\b": "nothing: it is not simple for everybody",
    r"\bthe same holds for\b": "this also applies to",
    r"\bwhereupon\b|\bthereof\b|\btherein\b": "a new sentence",
}
"""Phrases that a tired reader stumbles over, each with what to write instead."""


def pages() -> Iterator[tuple[str, str]]:
    """Every page of our prose: its name and its text."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        yield path.relative_to(ROOT).as_posix(), _of_markdown(path.read_text("utf-8"))
    for path in [
        *sorted((ROOT / "data/equivalents").glob("*/*.yml")),
        *sorted((ROOT / "data/venues").glob("*.yml")),
    ]:
        data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        yield path.relative_to(ROOT).as_posix(), _CODE.sub("X", "\n\n".join(_ours(data)))


def docstrings() -> Iterator[tuple[str, str]]:
    """The docstrings of the package, by file."""
    for path in sorted((ROOT / "macros").rglob("*.py")):
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        found = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, kinds)]
        yield path.relative_to(ROOT).as_posix(), "\n\n".join(filter(None, map(ast.get_docstring, found)))


def reading_ease(text: str) -> float:
    """Flesch's reading ease of an English text: 100 is very easy, 60 is plain English, 30 is hard.

    The formula is from R. Flesch, "A new readability yardstick", 1948. Syllables are groups of vowels without a silent e.
    """
    words = _WORD.findall(text)
    sentences = [part for part in _END.split(text) if _WORD.search(part)]
    if not words:
        return 100.0
    syllables = sum(_syllables(word.lower()) for word in words)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


def slips(text: str) -> Iterator[tuple[str, str]]:
    """Each phrase of SLIPS in a text, with what to write instead."""
    for pattern, better in SLIPS.items():
        for found in re.finditer(pattern, _QUOTED.sub("", _CODE.sub("", text)), re.IGNORECASE):
            yield found[0], better


def _of_markdown(text: str) -> str:
    body = _FRONT_MATTER.sub("", text)
    return _LINK.sub(r"\1", _CODE.sub("X", _NOT_PROSE.sub("\n\n", body)))


def _ours(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _ours(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from _ours(below, key)
    elif isinstance(value, str) and key in OURS:
        yield value


def _syllables(word: str) -> int:
    spoken = re.sub(r"(?<![aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<![aeiouycgszx])es$", "", word)
    return max(1, len(_VOWELS.findall(spoken)))


def main() -> None:
    """Prints each page with its reading ease, the hardest first, and the median."""
    figures = sorted((reading_ease(text), name) for name, text in pages() if text.strip())
    for ease, name in figures[:20]:
        print(f"{ease:6.1f}  {name}")
    print(f"{median(ease for ease, _ in figures):6.1f}  the median of {len(figures)} pages")


if __name__ == "__main__":
    main()
