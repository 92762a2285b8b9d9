"""The sample replies of a venue: with their parts marked, and filled in with a code."""

from __future__ import annotations

import json
import re

from markupsafe import Markup, escape

from ..catalogue.model import InnerReply, Reply, Section
from ..catalogue.permalinks import Permalink

_VALUE = re.compile(r'"([^"\\]+)"\s*:\s*\[?\s*("(?:[^"\\]|\\.)*"|-?\d+)')
"""A key of JSON and its value, a text or a number, or the first of a list of them."""


def marked(reply: Reply) -> Markup:
    """The example of a reply as it is sent, with the values of its code and its message marked."""
    known: list[Reply | InnerReply] = [reply, *reply.inner]
    names = {each.message_key: "message" for each in known} | {each.code_key: "code" for each in known}
    parts, done = [], 0
    for found in _VALUE.finditer(reply.example):
        if name := names.get(found[1]):
            start, end = found.span(2)
            mark = Markup('<mark title="the {}">{}</mark>').format(name, found[2])
            parts += [escape(reply.example[done:start]), mark]
            done = end
    return Markup("").join([*parts, escape(reply.example[done:])])


def sample(page: Permalink) -> Reply | None:
    """A reply of the venue as it looks with this code and its first message, or `…` where the message is not known;
    None where no reply has the code in a key, or the code is a status of an order or of HTTP."""
    row = page.rows[0]
    if row.section.code_key or _holds_statuses(row.section):
        return None
    own = row.section.transport
    replies = [reply for reply in page.venue.replies if reply.transport == own]
    replies = replies or [reply for reply in page.venue.replies if "any" in (reply.transport, own)]
    for reply in replies:
        if reply.code_key:
            text = next(iter(row.entry.messages + row.entry.observed_messages), "…")
            return reply.model_copy(update={"example": _filled(reply, page.code, text)})
    return None


def _holds_statuses(section: Section) -> bool:
    """Whether the codes of a section are HTTP statuses, which come with a reply and not in it."""
    statuses = [entry for entry in section.entries if entry.http]
    return bool(statuses) and all(str(entry.http) in (entry.code, *entry.codes) for entry in statuses)


def _filled(reply: Reply, code: str, message: str) -> str:
    """The example with another code and message. Where a part of the reply has a code of its own, it is that one."""
    present = {None, *(found[1] for found in _VALUE.finditer(reply.example))}
    inner = (part for part in reply.inner if {part.code_key, part.message_key} <= present)
    part = next(inner, reply)

    def replaced(found: re.Match[str]) -> str:
        value = found[2]
        if found[1] == part.code_key:
            is_number = not value.startswith('"') and re.fullmatch(r"-?\d+", code)
            value = code if is_number else json.dumps(code, ensure_ascii=False)
        elif found[1] == part.message_key:
            value = json.dumps(message, ensure_ascii=False)
        return found[0].removesuffix(found[2]) + value

    return _VALUE.sub(replaced, reply.example)
