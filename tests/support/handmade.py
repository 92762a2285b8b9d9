"""A catalogue in a few words, for tests that need one small case and no file.

Everything has a default, so that a test names only what it is about.
"""

from macros.catalogue.model import (
    Annotation,
    Catalogue,
    Category,
    Clues,
    Condition,
    Crosswalk,
    Entry,
    Reply,
    Section,
    State,
    Venue,
)
from macros.history.snapshot import Snapshot


def entry(code: str, *messages: str, http: int | None = None, equivalent: str = "rejected") -> Entry:
    """A row with its messages, or with one that no other code has."""
    own = f"Text of {code.replace('-', 'minus ')}"
    return Entry(code=code, messages=list(messages) or [own], http=http, equivalent=equivalent)


def section(*entries: Entry, id: str = "errors") -> Section:
    return Section(id=id, title=id, transport="rest", entries=list(entries))


def annotation(kind: str, *codes: str, **rest: list[str]) -> Annotation:
    return Annotation(kind=kind, codes=list(codes), note="What is odd, and what it means.", **rest)


def venue(
    *sections: Section, id: str = "one", operator: str = "", annotations: tuple[Annotation, ...] = ()
) -> Venue:
    """A venue of an operator of its own, unless one is named."""
    return Venue(
        id=id,
        name=id,
        operator=operator or id,
        product="Spot",
        status="active",
        reviewed="2026-11-20",
        source=State(title="Errors", url="https://example.com/errors", version="captured 2025-11"),
        replies=[
            Reply(transport="rest", shape="An object.", code_key="code", code_type="number", example="{}")
        ],
        clues=Clues(),
        sections=list(sections),
        annotations=list(annotations),
    )


def catalogue(*venues: Venue) -> Catalogue:
    """The venues, with a condition for every id that their entries name. What means `success` is no error."""
    ids = sorted({entry.equivalent for venue in venues for _, _, entry in venue.rows()})
    conditions = tuple(
        Condition(
            id=id,
            title=id,
            meaning="It is so.",
            differs="It has no neighbours.",
            steps=["Look."],
            retry="never",
            outcome="rejected",
            acts="developer",
            crosswalk=Crosswalk(grpc="OK" if id == "success" else None),
        )
        for id in ids
    )
    return Catalogue(venues=venues, categories=(Category(id="all", title="All", conditions=conditions),))


def snapshot(catalogue: Catalogue) -> Snapshot:
    """The catalogue as plain data, as its files would hold it."""
    return Snapshot(
        {venue.id: venue.model_dump(exclude_defaults=True) for venue in catalogue.venues},
        {id: condition.model_dump(exclude_defaults=True) for id, condition in catalogue.conditions.items()},
    )
