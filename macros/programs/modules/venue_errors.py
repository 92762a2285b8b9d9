"""What an exchange's error reply means and what to do next, offline: `lookup(venue, reply)`.

    from venue_errors import Next, lookup

    answer = lookup("binance-spot", '{"code":-2010,"msg":"Duplicate order sent."}')
    if answer.next is Next.CHECK:
        ...  # look up answer.verify before anything else is sent

One file without dependencies, for Python 3.9 and newer. It is made from the Venue Error Codes catalogue and holds all
of its codes; the page of an answer is in `url`. A reply that it does not know is always answered with Next.CHECK.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum
from typing import Any, Dict, Iterator, List, Optional, Tuple

SITE = "https://example.com/"
DATA_VERSION = ""


class Outcome(str, Enum):
    """What happened to this very request."""

    REJECTED = "rejected"
    UNKNOWN = "unknown"
    PARTIAL = "partial"
    DONE = "done"


class Retry(str, Enum):
    """What to do with the very same request."""

    NEVER = "never"
    LATER = "later"
    VERIFY_FIRST = "verify-first"
    NOT_NEEDED = "not-needed"


class Next(str, Enum):
    """What a program does next. The first one is the most careful."""

    CHECK = "check"
    CHANGE = "change"
    WAIT = "wait"
    GO_ON = "go-on"


@dataclass(frozen=True)
class Answer:
    """What a reply means. `code`, `condition` and `url` are None for a reply that is not in the catalogue."""

    venue: str
    code: Optional[str]
    condition: Optional[str]
    outcome: Outcome
    retry: Retry
    verify: Tuple[str, ...]
    """What has to be looked up before anything else is sent: order, position, balance, transfer, loan."""
    acts: str
    """Who can end the error: developer, operator, strategy, venue, nobody."""
    next: Next
    url: Optional[str]


def lookup(venue: str, reply: Any, request: Optional[str] = None) -> Answer:
    """The answer to a venue's reply.

    `reply` is the body as text or already parsed, or a bare code; `request` may say what was asked for (place, cancel,
    amend, query or transfer), since some errors mean something else then. Of a reply with several errors it is the
    answer that asks for most care. Raises KeyError for a venue that is not in the catalogue.
    """
    known = _VENUES[venue]
    found = [entry for code, message in _errors(known, reply) for entry in _entries(known, code, message)]
    answers = [_answer(venue, code, slug, number, request) for code, slug, number in found]
    failed = [answer for answer in answers if answer.next is not Next.GO_ON]
    return min(failed or answers or [_unknown(venue)], key=lambda answer: _CARE.index(answer.next))


def _errors(known: Dict[str, Any], reply: Any) -> List[Tuple[str, str]]:
    """Every code in a reply with its message: those in parts of the reply first, and alone where there are any."""
    if isinstance(reply, (bytes, bytearray)):
        reply = reply.decode("utf-8", "replace")
    if isinstance(reply, str):
        reply = _parsed(reply)
    if not isinstance(reply, (dict, list)):
        return [(str(reply), str(reply))]
    for key in known["codes_in"]:
        found = [
            (str(code), _message(known, holder))
            for holder in _holders(reply)
            for code in _codes(holder.get(key))
        ]
        if any(_listed(known, code) for code, _ in found):
            return found
    texts = [value for holder in _holders(reply) for value in holder.values() if isinstance(value, str)]
    return [(text, text) for text in texts]


def _message(known: Dict[str, Any], holder: Dict[str, Any]) -> str:
    """The message beside a code: that of the venue's own key, else the longest text that is there."""
    own = [str(holder[key]) for key in known["messages_in"] if holder.get(key)]
    return (
        own[0]
        if own
        else max((each for each in holder.values() if isinstance(each, str)), key=len, default="")
    )


def _parsed(text: str) -> Any:
    """The value that a text holds as JSON; the text where it holds none."""
    try:
        return json.loads(text) if text.lstrip()[:1] in ("{", "[") else text.strip()
    except ValueError:
        return text.strip()


def _holders(value: Any) -> Iterator[Dict[str, Any]]:
    """The objects in a reply, outermost first."""
    pending = [value]
    while pending:
        value = pending.pop(0)
        if isinstance(value, dict):
            yield value
        if isinstance(value, (dict, list)):
            pending.extend(value.values() if isinstance(value, dict) else value)


def _codes(value: Any) -> List[Any]:
    """A code, or several in a list; True and None are none."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, (str, int, float)) and not isinstance(each, bool)]


def _entries(known: Dict[str, Any], code: str, message: str) -> List[Tuple[str, str, int]]:
    """The entries that an error can be, as code, slug and number of the answer: of several of one code those that fit
    its message best. Without a code, the one whose message it is, word for word."""
    codes = known["codes"]
    listed = _listed(known, code)
    if listed:
        scored = [
            (max((_likeness(text, message) for text in texts), default=0.0), (each, slug, answer))
            for each in listed
            for slug, entries in [codes[each]]
            for texts, answer in entries
        ]
        best = max(score for score, _ in scored)
        return [entry for score, entry in scored if score == best or best < 0.5]
    return [
        (each, slug, answer)
        for each, (slug, entries) in codes.items()
        for texts, answer in entries
        for text in texts
        if _likeness(text, code) == 1
    ]


def _listed(known: Dict[str, Any], code: str) -> List[str]:
    """The code where it is documented; else the sub-codes that begin with it, since a reply carries no more of them."""
    codes = known["codes"]
    return [code] if code in codes else [other for other in codes if other.startswith(code + "_")]


def _likeness(documented: str, received: str) -> float:
    """How well a message fits a documented one, from 0 to 1. Words that a placeholder stands for do not count."""
    pattern = r"[^\w]+".join(
        r".*?" if part == "\0" else re.escape(part) for part in _words(_PLACEHOLDER.sub(" \0 ", documented))
    )
    if pattern and re.fullmatch(r"\W*" + pattern + r"\W*", received.lower(), re.DOTALL):
        return 1.0
    ours, theirs = set(_words(_PLACEHOLDER.sub(" ", documented))), set(_words(received))
    return 0.99 * 2 * len(ours & theirs) / (len(ours) + len(theirs) or 1)


def _words(text: str) -> List[str]:
    return re.findall(r"\w+|\0", text.lower())


def _answer(venue: str, code: str, slug: str, number: int, request: Optional[str]) -> Answer:
    condition, outcome, retry, verify, acts, by_request = _ANSWERS[number]
    for kind, other_outcome, other_retry, other_verify in by_request:
        if kind == request:
            outcome, retry, verify = other_outcome, other_retry, other_verify
    url = f"{SITE}{venue}/{slug}/"
    decided = Outcome(outcome), Retry(retry), tuple(verify), acts, _next(retry, verify)
    return Answer(venue, code, condition, *decided, url)


def _next(retry: str, verify: List[str]) -> Next:
    if verify:
        return Next.CHECK
    return {"never": Next.CHANGE, "later": Next.WAIT, "not-needed": Next.GO_ON}.get(retry, Next.CHECK)


def _unknown(venue: str) -> Answer:
    verify = ("order", "position", "balance")
    return Answer(
        venue, None, None, Outcome.UNKNOWN, Retry.VERIFY_FIRST, verify, "developer", Next.CHECK, None
    )


_CARE = list(Next)
_PLACEHOLDER = re.compile(r"%[sdb]|\$?\{\{?[^{}]*\}\}?|<[^<>]+>|\bx{2,}\b")
_DATA: Dict[str, Any] = json.loads(r"""{"answers": [], "venues": {}}""")
_ANSWERS: List[Any] = _DATA["answers"]
_VENUES: Dict[str, Any] = _DATA["venues"]
