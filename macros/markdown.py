"""Text as Markdown that shows just this text. What stands in the data can become no link, no markup and no HTML."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*\[\]<>|~&] | (?<![^\W_])_ | _(?![^\W_]) | ^[#+=-] | (?<=^\d)[.)] | (?<=^\d\d)[.)]", re.VERBOSE)


def prose(text: str) -> str:
    """Running text, in one line."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def code(text: str) -> str:
    """A code span, in one line."""
    text = " ".join(text.splitlines())
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if not text.strip(" ") or text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def cell(text: str) -> str:
    """A code span for a cell of a table, where a bar would end the cell."""
    return code(text).replace("|", r"\|")
