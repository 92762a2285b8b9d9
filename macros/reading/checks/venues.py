"""Venues: their dates, replies, rows and the sources of their facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import chain

from ...catalogue.model import Annotation, Call, Evidence, Venue
from ..problems import Problem
from ..source import Place, key_of
from .walk import entries, texts

DATE_KEYS = frozenset({"reviewed", "retired", "date", "since", "until"})


def dates(venue: Venue, at: Place) -> Iterator[Problem]:
    """Every date is in the calendar and not in the future, and only a retired venue has one of its end."""
    easternmost = datetime.now(timezone(timedelta(hours=14))).date().isoformat()
    for text, steps in texts(at.file.data):
        if steps[-1] not in DATE_KEYS:
            continue
        if not _is_date(text):
            yield Place(at.file, steps).problem("invalid-date", date=text)
        elif text > easternmost:
            yield Place(at.file, steps).problem("future-date", date=text)
    if venue.retired and venue.status == "active":
        yield (at / "retired").problem("active-retired", corrected="status: retired")


def _is_date(text: str) -> bool:
    """Whether a day or a month is in the calendar."""
    try:
        return bool(date.fromisoformat(text if len(text) > len("2026-11") else f"{text}-01"))
    except ValueError:
        return False


def replies(venue: Venue, at: Place) -> Iterator[Problem]:
    """There is one example of a reply for each transport that the sections use; any will do where it is not said, and
    close codes need none."""
    shown = Counter[str]()
    for reply, here in at.each("replies", venue.replies):
        shown[reply.transport] += 1
        if shown[reply.transport] > 1:
            yield here.problem("duplicate-reply", transport=reply.transport)
    for section, here in at.each("sections", venue.sections):
        needed = section.transport
        fits = needed in ("any", "websocket-close") or needed in shown or "any" in shown
        if not fits and not (at / "replies").damaged:
            yield (here / "transport").problem("missing-reply", transport=needed)


def rows(venue: Venue, at: Place) -> Iterator[Problem]:
    """Every row has one code or several, and a text of the document."""
    for entry, here in entries(venue, at):
        if bool(entry.code) == bool(entry.codes) and not (here / "codes").damaged:
            found = "both `code` and `codes`" if entry.code else "neither `code` nor `codes`"
            yield here.problem("code-or-codes", found=found)
        missing = not entry.messages and not entry.explanation
        if missing and not (here / "messages").damaged and not (here / "explanation").damaged:
            yield here.problem("missing-text", code=entry.code or ", ".join(entry.codes))
        for one, there in here.each("documented_messages", entry.documented_messages):
            if one.message not in entry.messages:
                yield (there / "message").problem("unknown-message")


def evidence(venue: Venue, at: Place) -> Iterator[Problem]:
    """Every fact about a venue that is not in its list of errors says where it comes from."""
    ids, limits = venue.client_order_id, venue.rate_limits
    facts: list[tuple[Evidence | None, Place]] = list(at.each("calls", venue.calls))
    facts += [(ids, at / "client_order_id"), (limits, at / "rate_limits")]
    for fact, here in facts:
        if fact and not fact.source and not fact.observed and not (here / "source").damaged:
            yield here.problem("missing-source", key=key_of(here.steps))


def names(venue: Venue, at: Place) -> Iterator[Problem]:
    """The sections and codes that calls, rules and annotations name are those of the venue."""
    annotations, ids = list(at.each("annotations", venue.annotations)), venue.client_order_id
    sections = sorted(section.id for section in venue.sections)
    naming: list[tuple[Call | Annotation, Place]] = [*at.each("calls", venue.calls), *annotations]
    for one, here in naming:
        for section, place in here.each("sections", one.sections):
            if section not in sections:
                yield place.problem("unknown-section", section=section, known=", ".join(sections))
    named = [here.each("codes", annotation.codes) for annotation, here in annotations]
    named += [(at / "client_order_id").each("duplicate_codes", ids.duplicate_codes if ids else [])]
    codes = {entry.code for _, _, entry in venue.rows()}
    for code, place in chain(*named):
        if code not in codes:
            yield place.problem("unknown-code", code=code)
