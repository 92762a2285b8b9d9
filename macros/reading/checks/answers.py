"""Answers: outcome, retry and verify fit each other, and an entry that overrides its condition says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from ...catalogue.model import RETRIES, Answer, Condition, Entry, Verify
from ..loader import Reading
from ..problems import Problem
from ..source import Place
from .walk import conditions, entries, venues

OVERRIDES = ("retry", "outcome", "verify", "acts", "by_request")
"""What an entry may answer otherwise than its condition, with a reason."""


def of_conditions(reading: Reading) -> Iterator[Problem]:
    """The answers of a condition fit each other."""
    for condition, at in conditions(reading):
        yield from _contradictions(condition, at, condition)
        yield from _by_request(condition.by_request, at)


def of_entries(reading: Reading) -> Iterator[Problem]:
    """Where an entry overrides its condition, the answers fit each other, and there is a reason."""
    for venue, at in venues(reading):
        for entry, here in entries(venue, at):
            yield from _by_request(entry.by_request or [], here)
            if condition := reading.conditions.get(entry.equivalent):
                yield from _overrides(entry, here, condition)


def _overrides(entry: Entry, here: Place, condition: Condition) -> Iterator[Problem]:
    own = [key for key in OVERRIDES if getattr(entry, key) is not None]
    other = [key for key in own if getattr(entry, key) != getattr(condition, key)]
    for key in own:
        if key not in other:
            yield (here / key).problem("needless-override", on_key=True, key=key, id=condition.id)
    if other and not entry.note and not (here / "note").damaged:
        corrected = f"{' ' * here.node.start_mark.column}note: TODO"
        yield (here / other[0]).problem(
            "override-without-reason", on_key=True, corrected=corrected, key=other[0], id=condition.id
        )
    if {"retry", "outcome", "verify"} & {*other}:
        yield from _contradictions(entry, here, condition)


def _by_request(answers: list[Answer], at: Place) -> Iterator[Problem]:
    """What is wrong with the answers for kinds of requests."""
    seen: set[str] = set()
    for answer, here in at.each("by_request", answers):
        yield from _contradictions(answer, here, answer)
        if answer.request in seen:
            yield (here / "request").problem("duplicate-request", request=answer.request)
        seen.add(answer.request)


def _contradictions(
    own: Condition | Entry | Answer, at: Place, other: Condition | Answer
) -> Iterator[Problem]:
    """What contradicts in an answer; what it leaves open is that of `other`."""
    outcome, retry = own.outcome or other.outcome, own.retry or other.retry
    verify = other.verify if own.verify is None else own.verify
    if not outcome or not retry or (at / "verify").damaged:
        return  # the model has refused it
    place = next((at / key for key in ("retry", "outcome", "verify") if getattr(own, key)), at)
    if retry not in RETRIES[outcome]:
        right = " or ".join(f"`{each}`" for each in RETRIES[outcome])
        yield place.problem("contradictory-answer", retry=retry, outcome=outcome, right=right)
    elif retry == "verify-first" and not verify:
        yield place.problem("missing-verify", outcome=outcome, known=", ".join(get_args(Verify)))
