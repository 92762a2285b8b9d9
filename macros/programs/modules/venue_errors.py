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
from typing import Any, Dict, List, Optional, Tuple

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


class Condition(str, Enum):
    """What an error means, whatever its code and its venue."""

    # conditions


# codes


@dataclass(frozen=True)
class Answer:
    """What a reply means. `code`, `condition` and `url` are None for a reply that is not in the catalogue."""

    venue: str
    code: Optional[str]
    condition: Optional[Condition]
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
    successes: List[Answer] = []
    for errors in _errors(known, reply):
        answers = [answer for error in errors for answer in _answers(venue, known, error, request)]
        failed = [answer for answer in answers if answer.next is not Next.GO_ON]
        if failed:
            return min(failed, key=lambda answer: _CARE.index(answer.next))
        successes += answers
    return successes[0] if successes else _unknown(venue)


_Error = Tuple[Optional[str], Optional[str], str]
"""The key where a code was found, the code, and the message beside it. A bare code has no key, a message alone no
code."""


def _errors(known: Dict[str, Any], reply: Any) -> List[List[_Error]]:
    """Every code in a reply: first those of its parts, then those of the whole, which say less. In a reply without
    codes, its messages, where the venue sends such replies."""
    if isinstance(reply, (bytes, bytearray)):
        reply = reply.decode("utf-8", "replace")
    if isinstance(reply, str):
        reply = _parsed(reply)
    if not isinstance(reply, (dict, list)):
        return [[(None, str(reply), "")]]
    if isinstance(reply, list) and reply[:1] == ["error"]:
        return [[(None, str(code), str(reply[-1])) for code in _codes(reply[1:2])]]
    holders = _holders(reply)
    found: List[List[_Error]] = [
        [
            (key, str(code), _message(known, holder))
            for holder in holders
            for key in keys
            for code in _codes(holder.get(key))
        ]
        for keys in known["codes_in"]
    ]
    texts = [holder.get(key) for holder in holders for key in known["texts_in"]]
    return found if any(found) else [[(None, None, text) for text in texts if isinstance(text, str)]]


def _message(known: Dict[str, Any], holder: Dict[str, Any]) -> str:
    """The message beside a code: that of the venue's own key, else the longest text that is there."""
    own = [str(holder[key]) for key in known["messages_in"] if holder.get(key)]
    texts = own[:1] or [each for each in holder.values() if isinstance(each, str)]
    return max(texts, key=len, default="")


def _parsed(text: str) -> Any:
    """The value that a text holds as JSON; the text where it holds none."""
    try:
        return json.loads(text) if text.lstrip()[:1] in ("{", "[") else text.strip()
    except (ValueError, RecursionError):
        return text.strip()


def _holders(reply: Any) -> List[Dict[str, Any]]:
    """The objects in a reply, outermost first."""
    values = [reply]
    for value in values:  # It grows meanwhile.
        if isinstance(value, (dict, list)):
            values.extend(value.values() if isinstance(value, dict) else value)
    return [value for value in values if isinstance(value, dict)]


def _codes(value: Any) -> List[Any]:
    """A code, or several in a list; True and None are none."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, (str, int, float)) and not isinstance(each, bool)]


def _answers(venue: str, known: Dict[str, Any], error: _Error, request: Optional[str]) -> List[Answer]:
    """The answers to one error; none where the code says that there is no error."""
    key, code, message = error
    found = _worded(known, message) if code is None else _fitting(_listed(known, key, code), message)
    if not found and (code is None or code.strip("0")):
        return [_unknown(venue)]
    return [_answer(venue, each, slug, number, request) for each, slug, _, number in found]


_Entry = Tuple[str, str, List[str], int]
"""An entry of the catalogue: its code, the slug of the code, its texts and the number of its answer."""


def _fitting(entries: List[_Entry], message: str) -> List[_Entry]:
    """Of the entries of one code those that fit its message best; all of them where none fits."""
    scored = [(max((_likeness(text, message) for text in entry[2]), default=0.0), entry) for entry in entries]
    best = max((score for score, _ in scored), default=0.0)
    return [entry for score, entry in scored if score == best or best < 0.5]


def _worded(known: Dict[str, Any], message: str) -> List[_Entry]:
    """The entries whose message it is, word for word."""
    entries = [entry for code in known["codes"] for entry in _listed(known, None, code)]
    return [entry for entry in entries if any(_likeness(text, message) == 1 for text in entry[2])]


def _listed(known: Dict[str, Any], key: Optional[str], code: str) -> List[_Entry]:
    """What is documented of a code in a key: its entries; else those of the sub-codes that begin with it, since a reply
    carries no more of them. Entries with a key of their own are in no other; without a key, all are meant."""
    codes = known["codes"]
    return [
        (each, codes[each][0], texts, answer)
        for each in ([code] if code in codes else [other for other in codes if other.startswith(code + "_")])
        for texts, answer, *keys in codes[each][1]
        if key is None or keys == [key] or not (keys or key in known["own_keys"])
    ]


def _likeness(documented: str, received: str) -> float:
    """How well a message fits a documented one, from 0 to 1. Words that a placeholder stands for do not count."""
    pattern, said = _words(_PLACEHOLDER.sub(" \0 ", documented)), _words(received)
    ours, theirs = set(pattern) - {"\0"}, set(said)
    if ours and _fits(pattern, said):
        return 1.0
    return 0.99 * 2 * len(ours & theirs) / (len(ours) + len(theirs) or 1)


def _fits(pattern: List[str], said: List[str]) -> bool:
    """Whether words are those of a pattern, each placeholder being any words or none."""
    text = f" {' '.join(said)} "
    first, *parts = f" {' '.join(pattern)} ".split("\0")
    if not parts:
        return text == first
    at = len(first) - 1
    for part in parts[:-1]:
        at = text.find(part, at) + len(part) - 1
        if at < len(part) - 1:
            return False
    return text.startswith(first) and text.endswith(parts[-1]) and len(text) - len(parts[-1]) >= at


def _words(text: str) -> List[str]:
    return re.findall(r"\w+|\0", text.lower())


def _answer(venue: str, code: str, slug: str, number: int, request: Optional[str]) -> Answer:
    condition, outcome, retry, verify, acts, by_request = _ANSWERS[number]
    for kind, other_outcome, other_retry, other_verify in by_request:
        if kind == request:
            outcome, retry, verify = other_outcome, other_retry, other_verify
    after = {"never": Next.CHANGE, "later": Next.WAIT, "not-needed": Next.GO_ON}
    next = Next.CHECK if verify else after.get(retry, Next.CHECK)
    decided = Outcome(outcome), Retry(retry), tuple(verify), acts, next
    return Answer(venue, code, Condition(condition), *decided, f"{SITE}{venue}/{slug}/")


def _unknown(venue: str) -> Answer:
    undecided = Outcome.UNKNOWN, Retry.VERIFY_FIRST, ("order", "position", "balance"), "developer", Next.CHECK
    return Answer(venue, None, None, *undecided, None)


_CARE = list(Next)
_PLACEHOLDER = re.compile(r"%[sdb]|\$?\{\{?[^{}]*\}\}?|<[^<>]+>|\bx{2,}\b")
_DATA: Dict[str, Any] = json.loads(r"""{"answers": [], "venues": {}}""")
_ANSWERS: List[Any] = _DATA["answers"]
_VENUES: Dict[str, Any] = _DATA["venues"]
