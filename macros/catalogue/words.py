"""The vocabularies of the data in plain words, for readers. Pages and lookup use the same ones."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """One value of a vocabulary: a few words for tables, a sentence for pages."""

    short: str
    sentence: str


RETRY = {
    "never": Wording("do not resend", "Do not send it again unchanged."),
    "later": Wording("resend later", "You may send it again unchanged after waiting."),
    "verify-first": Wording("look first", "It may have been executed: look first."),
    "not-needed": Wording("nothing to do", "Nothing needs doing."),
}
"""May the very same request be sent again?"""

OUTCOME = {
    "rejected": Wording("nothing done", "No. Nothing was done."),
    "unknown": Wording("may be done", "Unknown. It may or may not have been done."),
    "partial": Wording("partly done", "Partly. Some of it was done."),
    "done": Wording("done", "Yes. It was done, or already was so."),
}
"""Did anything happen?"""

KIND = {
    "duplicate-code": Wording("listed twice", "The same code more than once in one section."),
    "conflicting-code": Wording("two meanings", "The same code with different messages in several places."),
    "odd-http-status": Wording("odd HTTP status", "An HTTP status that contradicts the message."),
    "wording": Wording("misleading wording", "Words that mislead a search or a reader."),
    "shared-message": Wording("shared message", "Different codes of one venue with the same message."),
    "capture": Wording("damaged copy", "Damage done by copying the document, not by the venue."),
    "out-of-order": Wording("out of order", "A code that stands after a higher one."),
    "repeated-code": Wording("repeated", "The same code with the same message in several sections."),
    "non-numeric-code": Wording("not a number", "A code that is no number."),
}
"""Kinds of anomalies, those that mislead most first."""

TRANSPORT = {"rest": "REST", "websocket": "WebSocket"}

STATUS = {"active": "active", "retired": "retired"}
