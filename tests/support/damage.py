"""What nobody thinks of, for tests that fuzz: contents after accidents, texts of any characters, and codes.

The suite runs the short form, whose inputs are the same every time; `make fuzz` tries new ones for much longer.
"""

from __future__ import annotations

from hypothesis import strategies as st

from macros.reading.syntax import INVISIBLE

FRAGMENTS = (
    "\t",
    "- ",
    ": ",
    "? ",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!!int ",
    "!!python/object/apply:os.abort []",
    "<<: ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    " #",
    "%",
    "@",
    "`",
    "\n---\n",
    "\n...\n",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "  ",
    "\0",
    "\x7f",
    "\x85",
    "\xa0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\U0001f600",
    "a" * 5000,
    "null",
    "~",
    "yes",
    "0001",
    "1e5",
    "12:30",
    ".inf",
    "2026-11-20",
    "[]",
    "{}",
    "code: ",
    "codes: [",
    '- code: "1"\n',
    "messages:",
    "equivalent: open",
    "TODO",
    "{{ x }}",
    "<b>",
    "..",
    "\\",
    '"\\u0000"',
    '"\\ud800"',
    '"\\xe9"',
    "&amp;",
    "::error::",
    "\x1b[31m",
    "-1021",
    "|",
    "=1+1",
    "%s",
    "</script>",
    "<!--",
    "]]>",
    "__proto__",
    "constructor",
    "=",
    "<<",
    "0x_",
    "binance ",
    "\u0301",
    "שלום",
    "错误码",
    "-",
    "#entry-1\n",
    "/",
)
"""What means something to one of the readers."""


@st.composite
def damaged(draw: st.DrawFn, contents: list[bytes], most: int) -> bytes:
    """One of some contents after a few accidents, no longer than `most`."""
    content = draw(st.sampled_from(contents))
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        end = min(end, start + draw(st.sampled_from([0, 1, 20, 500, most])))
        part = _accident(draw, content[start:end], most)
        content = (content[:start] + part + content[end:])[:most]
    return content


def _accident(draw: st.DrawFn, part: bytes, most: int) -> bytes:
    """What becomes of a part of some content."""
    fragment = draw(st.sampled_from(FRAGMENTS)).encode()
    unit = fragment + part[:50]
    match draw(
        st.sampled_from(["added", "indented", "lost", "multiplied", "random", "repeated", "replaced"])
    ):
        case "added":
            return fragment + part
        case "indented":
            return part.replace(b"\n", b"\n" + b" " * draw(st.integers(1, 4)))
        case "lost":
            return b""
        case "multiplied":
            return unit * min(draw(st.sampled_from([10, 1000, most])), most // len(unit))
        case "random":
            return draw(st.binary(max_size=20))
        case "repeated":
            return part * 2
    return fragment


texts = (
    st.lists(
        st.sampled_from(FRAGMENTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        max_size=6,
    )
    .map("".join)
    .map(lambda text: INVISIBLE.sub("", text).strip()[:4000])
    .filter(bool)
)
"""Texts as the loader lets them through."""


codes = st.lists(
    st.from_regex(r"-?[0-9]{1,6}", fullmatch=True)
    | st.sampled_from(
        [
            "CON",
            "nul",
            "COM1",
            "com¹",
            "INDEX",
            "readme",
            "İ",
            "K",
            "k",
            "-1",
            "1-",
            "-1-",
            "a.b",
            "a_b",
            "ＡＢ",
            "Ω",
            ".",
            "-",
        ]
    )
    | texts.map(lambda text: text[:150]),
    min_size=1,
    max_size=12,
    unique=True,
)
"""Codes as documents have them, and such as make trouble in file names."""
