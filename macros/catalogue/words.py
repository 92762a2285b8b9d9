"""The vocabularies of the data in plain words, for readers. Pages, twins and lookup use the same ones."""

from __future__ import annotations

from typing import NamedTuple

from .model import Acts, AnomalyKind, Next, Outcome, Purpose, Request, Retry, Transport, Verify


class Wording(NamedTuple):
    """One value of a vocabulary: a few words for tables, a sentence for pages."""

    short: str
    sentence: str


class Decision(NamedTuple):
    """What a reader has to know about a request that got an error."""

    happened: str
    """Did it go through?"""
    again: str
    """Can I retry?"""


OUTCOME: dict[Outcome, Wording] = {
    "rejected": Wording("did nothing", "This request did nothing."),
    "unknown": Wording("unknown", "It may or may not have gone through."),
    "partial": Wording("not all done", "Not all of it went through; a part may have."),
    "done": Wording("done", "It went through, or it was already done."),
}
"""What happened to this very request."""

RETRY: dict[Retry, Wording] = {
    "never": Wording("fix first", "The same request will fail again: fix it first."),
    "later": Wording("wait, then retry", "The same request may succeed after a wait."),
    "verify-first": Wording("check first", "Check before you retry."),
    "not-needed": Wording("no action needed", "No action needed."),
}
"""What to do with the very same request."""

_DECISIONS: dict[tuple[Outcome, Retry, bool], Decision] = {
    ("rejected", "never", False): Decision(
        "No. This request did nothing.",
        "Not unchanged: it would fail again. Fix it first.",
    ),
    ("rejected", "never", True): Decision(
        "No, not by this request. An earlier one may have: check {verify}.",
        "Not before you have checked {verify}. The same request would fail again.",
    ),
    ("rejected", "later", False): Decision(
        "No. This request did nothing.",
        "Yes, unchanged, after a wait.",
    ),
    ("rejected", "later", True): Decision(
        "No, not by this request. An earlier one may have: check {verify}.",
        "Check {verify} first. If it is still needed, retry after a wait.",
    ),
    ("unknown", "verify-first", True): Decision(
        "It may have.",
        "Check {verify} before you retry: a second request could do it twice.",
    ),
    ("partial", "verify-first", True): Decision(
        "Not all of it. A part may have been done.",
        "Check {verify}, then send only what is missing.",
    ),
    ("done", "not-needed", False): Decision(
        "Yes, or it was already done.",
        "No need: nothing is left to do.",
    ),
    ("done", "not-needed", True): Decision(
        "Yes, or it was already done. Check {verify} for the details.",
        "No need. Check {verify} before you go on.",
    ),
}
"""One decision for every combination of outcome, retry and whether something must be checked. No other is allowed."""


def decision(outcome: Outcome, retry: Retry, verify: tuple[Verify, ...] | list[Verify]) -> Decision:
    """What to tell a reader. Raises KeyError for a combination that no entry may have."""
    things = [VERIFY[each] for each in verify]
    listed = " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)
    return Decision(*(text.format(verify=listed) for text in _DECISIONS[outcome, retry, bool(verify)]))


LAST_STEP: dict[tuple[Outcome, Retry], str] = {
    ("rejected", "never"): "Do not send the same request again: it would fail.",
    ("rejected", "later"): "Send the same request again after a wait, if you still need it.",
    ("unknown", "verify-first"): "Send it again only if it was not carried out.",
    ("partial", "verify-first"): "Send only what is missing.",
    ("done", "not-needed"): "Do not send the request again: nothing is left to do.",
}
"""The step that follows from the answers."""

VERIFY: dict[Verify, str] = {
    "order": "the order",
    "position": "the position",
    "balance": "the balance",
    "transfer": "the transfer",
    "loan": "the loan",
}
"""What has to be looked up, as the object of a sentence."""

ACTS: dict[Acts, Wording] = {
    "developer": Wording("developer", "The developer: the program must be changed."),
    "operator": Wording("account owner", "Whoever runs the account: keys, permissions, settings, identity."),
    "strategy": Wording(
        "strategy", "The strategy: the market, account or order is not in the state it expects."
    ),
    "venue": Wording("venue", "Only the venue: wait and back off."),
    "nobody": Wording("nobody", "Nobody: there is nothing to fix."),
}
"""Who can fix it."""

NEXT: dict[Next, str] = {
    "check": "look up what happened before anything else is sent",
    "go-on": "go on: nothing is left to do",
    "wait": "wait, then send the same request again",
    "change": "change something first",
}
"""What a program does next."""

REQUEST: dict[Request, str] = {
    "place": "Placing an order",
    "cancel": "Cancelling an order",
    "amend": "Amending an order",
    "query": "Reading data",
    "transfer": "Moving funds",
}
"""What was asked for."""

PURPOSE: dict[Purpose, str] = {
    "order": "One order by its client order id",
    "open-orders": "Open orders",
    "executions": "Executions",
    "position": "Positions",
    "balance": "Balances",
    "transfers": "Transfers and withdrawals",
    "loans": "Loans",
    "server-time": "Server time",
    "limits": "Rate limits",
    "cancel-all-after": "Dead man’s switch (cancel all orders after a time)",
}
"""What a call looks up."""

LOOKS_UP: dict[Verify, tuple[Purpose, ...]] = {
    "order": ("order", "open-orders"),
    "position": ("position",),
    "balance": ("balance",),
    "transfer": ("transfers",),
    "loan": ("loans",),
}
"""The calls that answer what has to be looked up, best first."""

KIND: dict[AnomalyKind, Wording] = {
    "duplicate-code": Wording("listed twice", "The same code more than once in one section."),
    "conflicting-code": Wording("two meanings", "The same code with different messages in several places."),
    "odd-http-status": Wording("odd HTTP status", "An HTTP status that contradicts the message."),
    "wording": Wording("misleading wording", "Words that mislead a search or a reader."),
    "shared-message": Wording("shared message", "Different codes of one venue with the same message."),
    "capture": Wording("damaged copy", "Damage done by copying the document, not by the venue."),
    "out-of-order": Wording("out of order", "A code that comes after a higher one."),
    "repeated-code": Wording(
        "repeated", "The same code with the same message or meaning in several sections."
    ),
    "non-numeric-code": Wording("not a number", "A code that is not a number."),
}
"""Kinds of anomalies, those that mislead most first."""

MISLEADING: frozenset[AnomalyKind] = frozenset(
    {"duplicate-code", "conflicting-code", "odd-http-status", "wording"}
)
"""The kinds that could make a reader act wrongly; the others are good to know."""

TRANSPORT: dict[Transport, str] = {
    "rest": "REST",
    "websocket": "WebSocket",
    "websocket-close": "WebSocket close code",
    "any": "REST and WebSocket",
}
