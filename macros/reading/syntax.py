"""YAML, the plain part of it: mappings, lists and scalars, from text to nodes and from nodes to values.

What has surprised people (equal keys, anchors, tags, unquoted codes that become numbers) is refused. Nothing is ever
executed or expanded, so a hostile text costs no more than its size.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any, Protocol

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from ..catalogue.model import CODE_KEYS, MESSAGE_KEYS
from .content import Unreadable

MAX_DEPTH = 12
MAX_VALUES = 200_000
"""Keys, texts and lists of one file. A venue of 5,000 rows has half of it."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Control, zero-width and direction-changing characters: what they do to a text can't be seen in it. Among
them is every character that YAML refuses."""

_OTHER_LINE_ENDS = re.compile("[\r\x85\u2028\u2029]")
"""What ends a line for YAML and not for an editor. It is invisible, so refused; YAML gets a space for it."""

_TAB = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})( .*)?$", re.MULTILINE)
_CURLY = re.compile(r"[“”„‟]([^“”„‟]*)[“”„‟]|[‘’‚‛]([^‘’‚‛]*)[‘’‚‛]")
_COMMENT = re.compile(r"[ \t]+#[^\n]*")

_HINTS = {
    "quoted scalar: found unexpected": "A quote is opened here and never closed.",
    "unknown escape": "In double quotes, write each backslash twice.",
    "mapping values are not allowed": "Put a text with `: ` in double quotes, or correct the indentation.",
    "cannot start any token": "Put a text that begins with a sign in double quotes.",
    "alphabetic or numeric": "Put a text that begins with a sign in double quotes.",
    "sequence entries are not allowed": "Begin each item with `- ` on a line of its own, or quote the text.",
    "did not find expected": "Close the quote above, put a text that begins with a quote or bracket in double "
    "quotes, or correct the indentation.",
}
"""What to do about the mistakes that people make most, by the words of the parser."""


class Unquoted:
    """A plain scalar that YAML would turn into something else than what is written; no field accepts it."""

    def __init__(self, text: str):
        self.text = text


class Refuse(Protocol):
    """Takes a rule that a node breaks, with the text that would be right or other words for the report."""

    def __call__(self, node: Node, rule: str, *, right: str | None = None, **words: Any) -> None: ...


def tidied(written: str) -> tuple[str, list[tuple[str, int]]]:
    """The text without what only an editor put there: a byte order mark, line ends of Windows, and tabs before the
    first word of a line where it is clear how wide they were. Also the rules that these break, each with its line."""
    text = written.removeprefix("\ufeff").replace("\r\n", "\n")
    broken = [("byte-order-mark", 0)] if written.startswith("\ufeff") else []
    broken += [("windows-line-ends", 0)] if "\r\n" in written else []
    if tab := _TAB.search(text):
        spaced = next(filter(_is_yaml, (_spaced(text, width) for width in (2, 4, 8))), None)
        broken += [("tab-indentation", _line(text, tab))] if spaced else []
        text = spaced or text
    return text, broken


def parsed(text: str) -> tuple[MappingNode, int]:
    """The nodes of a text, and how many keys, texts and lists they are. Raises Unreadable or yaml.MarkedYAMLError."""
    for rule, sign in [("merge-conflict", _CONFLICT), ("tab-indentation", _TAB)]:
        if found := sign.search(text):
            raise Unreadable(rule, _line(text, found))
    plain = _OTHER_LINE_ENDS.sub(" ", text)
    values = _scanned(plain)
    root = yaml.compose(plain, Loader=yaml.CSafeLoader)
    if root is None:
        raise Unreadable("empty-file")
    if not isinstance(root, MappingNode):
        feature, instead = "The file holds no keys", "Begin with a key, such as `id: example`"
        raise Unreadable("yaml-feature", 1, 1, feature=feature, instead=instead)
    return root, values


def _scanned(plain: str) -> int:
    """How many keys, texts and lists a text holds. Scans the events before anything is built, so that no size or depth
    can hurt."""
    values = depth = documents = 0
    for event in yaml.parse(plain, Loader=yaml.CSafeLoader):
        assert event.start_mark is not None
        place = event.start_mark.line + 1, event.start_mark.column + 1
        values += not isinstance(event, yaml.CollectionEndEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if values > MAX_VALUES:
            cause = f"The file holds more than {MAX_VALUES} values"
            raise Unreadable("too-large", *place, cause=cause, limit="No venue needs that many")
        if depth > MAX_DEPTH:
            limit = f"Use at most {MAX_DEPTH} levels"
            raise Unreadable("too-large", *place, cause="The nesting is too deep", limit=limit)
        if documents > 1:
            feature, instead = "A second YAML document begins here", "Keep one document in one file"
        elif anchor:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            feature = f"`{sign}{anchor}` is an anchor or alias of YAML"
            instead = "Write the value out, or put it in quotes if it is a text"
        elif tag:
            feature, instead = f"`{tag}` is a tag of YAML", "Leave it out; put a text in quotes"
        else:
            continue
        raise Unreadable("yaml-feature", *place, feature=feature, instead=instead)
    return values


def hint_for(error: yaml.MarkedYAMLError) -> str:
    """What to do about what the parser stumbled over."""
    told = f"{error.context}: {error.problem}"
    other = "Look at the indentation and the quotes of this line and the one before it."
    return next((hint for words, hint in _HINTS.items() if words in told), other)


def quoted_whole(line: str) -> str:
    """The line with its text in quotes, where that must be what is missing."""
    parts = re.fullmatch(r"( *(?:- +)?+(?:[a-z_]+: +)?+)([^\s\"].*?)\s*", line)
    return parts[1] + quote(parts[2]) if parts and re.search(r": |^['@`%&*!|>]", parts[2]) else ""


def value(node: Node, key: str, text: str, refuse: Refuse) -> Any:
    """What a node of the text says; `key` is the one that it belongs to, for a list item that of the list."""
    if isinstance(node, SequenceNode):
        return [value(item, key, text, refuse) for item in node.value]
    if isinstance(node, ScalarNode):
        return _scalar(node, key, text, refuse)
    result: dict[str, Any] = {}
    assert isinstance(node, MappingNode)
    for name, inner in node.value:
        if not isinstance(name, ScalarNode):
            feature, instead = "This key is not a plain word", "Write a key such as `code:`"
            refuse(name, "yaml-feature", feature=feature, instead=instead)
        elif name.value in result:
            refuse(name, "duplicate-key", key=short(name.value))
        else:
            result[name.value] = value(inner, name.value, text, refuse)
    return result


def _scalar(node: ScalarNode, key: str, text: str, refuse: Refuse) -> Any:
    said, plain, written = str(node.value), not node.style, text[node.start_mark.index : node.end_mark.index]
    if key in CODE_KEYS | MESSAGE_KEYS and (curly := _CURLY.fullmatch(said)):
        refuse(node, "curly-quotes", right=curly[1] or curly[2] or "")
        return said
    if key in CODE_KEYS and plain and said:
        refuse(node, "unquoted-code", right=said, code=short(said), misreading=_misreading(node))
        return said
    if plain and key in MESSAGE_KEYS and (comment := _COMMENT.match(text, node.end_mark.index)):
        indent = " " * (node.start_mark.column - 2)
        corrected = f"{indent}- {quote(said + comment[0].rstrip())}"
        refuse(node, "comment-in-message", corrected=corrected)
    if (invisible := INVISIBLE.search(said)) and not INVISIBLE.search(written):
        refuse(node, "invisible-character", where="text", code=ord(invisible[0]))
    if said != said.strip() and node.style in ("'", '"'):
        refuse(node, "surrounding-space", right=said.strip())
    tag = node.tag.rpartition(":")[2]
    if not plain or tag in ("str", "timestamp"):
        return said.rstrip("\n")
    if tag == "null":
        refuse(node, "empty-value", key=key)
        return None
    if tag == "int" and re.fullmatch(r"[1-9]\d{0,8}|0", said):
        return int(said)
    if tag == "bool" and said in ("true", "false"):
        return said == "true"
    return Unquoted(said)


def _misreading(node: ScalarNode) -> str:
    """What YAML would make of a plain scalar, as the end of a sentence."""
    if node.tag.rpartition(":")[2] not in ("int", "float", "bool"):
        return ""
    try:
        read = json.dumps(yaml.load(node.value, Loader=yaml.CSafeLoader))
    except (ValueError, OverflowError):
        return ""
    return f", so YAML would read it as {short(read)}"


def quote(text: str) -> str:
    """The text in double quotes, as it is written in a file."""
    return json.dumps(text, ensure_ascii=False)


def short(text: str) -> str:
    """As much of a text as fits in a sentence about it."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def _spaced(text: str, width: int) -> str:
    """The text with so many spaces for each tab before the first word of a line."""
    return _TAB.sub(lambda found: found[0].replace("\t", " " * width), text)


def _is_yaml(text: str) -> bool:
    """Whether YAML can parse what is before the limit of values."""
    plain = _OTHER_LINE_ENDS.sub(" ", text)
    try:
        return all(islice(yaml.parse(plain, Loader=yaml.CSafeLoader), 2 * MAX_VALUES))
    except yaml.YAMLError:
        return False


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1
