"""The shapes of the published JSON: one class for each document and each object in it.

They are apart from the model of the data on purpose. The data's shape may change with the project; what stands here is
promised to programs (docs/api.md), and the published schemas are generated from it. Every field is always there; what
the data doesn't give is null or an empty list. Only what few entries have is left out where there is none, since all
together would be a megabyte of nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..catalogue import model
from ..history.changes import KINDS


def _said(about: str, *examples: str, **facts: Any) -> Any:
    """A field with what is said of it."""
    return Field(description=about, examples=list(examples) or None, **facts)


def _rare(about: str, default: Any) -> Any:
    """A field that is left out where it holds nothing."""
    return _said(about, default=default, exclude_if=operator.not_)


Address = Annotated[
    str,
    _said("Relative to the site's root, with a leading slash.", "/hashkey-global/0001/"),
]
VenueId = Annotated[str, _said("The venue's id.", "hashkey-global")]
CodeText = Annotated[str, _said("The code, verbatim. Always a string.", "0001", "-1021")]
ConditionId = Annotated[str, _said("The id of an error condition.", "insufficient-balance")]
Message = Annotated[
    str,
    _said("Verbatim; `%s`, `%d` and `%b` stand for what the venue fills in.", "Filter failure: %s"),
]


class Document(BaseModel):
    """The base of all objects. They are made once and read from records of the model."""

    model_config = ConfigDict(frozen=True, from_attributes=True, serialize_by_alias=True)


class Versioned(Document):
    """What every document begins with."""

    schema_version: Literal[1] = _said("Changes only with the address: `/api/v1/` always has 1.", default=1)
    data_version: str = _said(
        "A hash of the whole catalogue; the same in all documents of one build.", "3f0c9e6f5a1b2c4d"
    )


class Withdrawn(Document):
    """Says that the venue no longer documents a code."""

    date: str = _said("The day when it was noticed or announced.", "2026-11-20")
    note: str


class Documented(Document):
    """Which states of the document that we hold say something, where not all of them do."""

    since: str | None = _said("The first state that says it; null for the earliest.", "2026-07", default=None)
    until: str | None = _said("The last state that says it; null for the newest.", "2025-03", default=None)


class DocumentedMessage(Documented):
    """A message that not every state of the document gives."""

    message: Message


class Answer(Document):
    """What holds for one kind of request where it differs from the entry's own answers."""

    request: model.Request
    outcome: model.Outcome
    retry: model.Retry
    verify: list[model.Verify]
    note: str | None


class Entry(Document):
    """One documented row of a code."""

    section: str = _said("The id of the section of the venue's document.", "authentication")
    position: int = _said("The row's place in its section, from 1.")
    anchor: str = _said("The row's anchor on the page of its code.", "entry-1")
    transport: model.Transport
    http: int | None = _said("The HTTP status, where the venue documents one.")
    name: str | None = _said("The constant's name, where the venue documents one.")
    messages: list[Message] = _said("As documented; what the API returns.")
    explanation: str | None = _said(
        "The document's own phrase on the code, where it is not what the API returns."
    )
    shared: bool = _said("Whether the document gives the message for several codes at once.")
    variants: list[Message] = _said("The single messages, where a documented one runs several together.")
    observed_messages: list[Message] = _said("Seen in live replies, but not documented.")
    description: str | None = _said("What the document says beyond the message, retold.")
    observed: str | None = _said("What was seen outside the document.")
    equivalent: ConditionId
    retry: model.Retry = _said("What to do with the very same request.")
    outcome: model.Outcome = _said("What happened to what was asked for.")
    verify: list[model.Verify] = _said("What must be looked up before anything else is sent.")
    acts: model.Acts = _said("Who can end the error.")
    next: model.Next = _said("What a program does next.")
    by_request: list[Answer] = _rare("The answers for kinds of requests that differ from these.", [])
    steps: list[str] = _rare("What to do at this venue, before the steps of the condition.", [])
    documented: Documented | None = _rare("Where not all states of the document have the row.", None)
    documented_messages: list[DocumentedMessage] = _rare(
        "Its messages that not all states of the document give.", []
    )
    note: str | None = _said("Our judgement on this entry, where it differs from the condition's.")
    withdrawn: Withdrawn | None


class Anomaly(Document):
    """Something wrong or surprising in a venue's document, explained."""

    kind: model.AnomalyKind
    note: str
    observed: str | None = _said("What was seen outside the document.")


class CodeAnomaly(Anomaly):
    """An anomaly as it concerns one code. What concerns the whole venue is in the document of the venue."""

    venue_wide: bool = _said("Always false.", default=False)


class RaisedClass(Document):
    """The exception class that a library's own table names for a code."""

    name: str = _said("The class.", "InvalidNonce", alias="class")
    version: str = _said("The version of the library.", "4.5.90")


class OfCode(Document):
    """The code that an entry belongs to."""

    venue: VenueId
    code: CodeText
    slug: str = _said("The last part of the code's address.", "-1021")
    url: Address


class Code(OfCode):
    """One code of one venue with all its rows."""

    slug: str = _said("The last part of its address.", "-1021")
    former_codes: list[str] = _said("Codes under which it was published before.", default=[])
    sub_codes: list[str] = _rare(
        "For a number that is documented only with sub-codes: those codes, in full.", []
    )
    documented: Documented | None = _said(
        "Null where all states of the document have the code.", default=None
    )
    raises: dict[str, RaisedClass] | None = _said(
        "What libraries raise for it by their own tables, by the library's name.", default=None
    )
    entries: list[Entry] = _said("In the order documented.")
    anomalies: list[CodeAnomaly]


class CodeDocument(Code, Versioned):
    """`venues/<venue>/<slug>.json`: one code."""


class EntryLine(Entry, OfCode):
    """One line of `venues/<venue>.ndjson`: an entry with its code."""


class CodesDocument(Versioned):
    """`codes.json`: every code of every venue."""

    codes: list[Code] = _said("By venue, then in the order documented.")


class Source(Document):
    """The document that a venue's entries were taken from."""

    title: str
    url: str
    version: str


class State(Source):
    """One state of the venue's error document."""

    date: str | None = _said("When the document said this, as far as is known.", "2025-11")


class Evidence(Document):
    """Where a fact comes from: a document, or what was seen in use."""

    source: Source | None
    observed: str | None


class Call(Evidence):
    """The request of a venue that looks something up."""

    purpose: model.Purpose
    applies_to: str | None
    sections: list[str]
    request: str
    note: str | None


class ClientOrderId(Evidence):
    """The venue's rules for the order id that the client chooses."""

    parameter: str
    length: str | None
    characters: str | None
    unique: str | None
    duplicate_codes: list[str]
    note: str | None


class RateLimits(Evidence):
    """How the venue limits requests."""

    headers: list[str]
    wait: str | None
    limited: str | None
    banned: str | None
    exempt: str | None
    note: str | None


class Clues(Document):
    """Words that give the venue away."""

    names: list[str]
    hosts: list[str]
    paths: list[str]
    headers: list[str]


class InnerReply(Document):
    """Where else in a reply a code is."""

    where: str
    code_key: str
    message_key: str | None


class Reply(Evidence):
    """How a venue sends an error on one transport."""

    transport: model.ReplyTransport
    shape: str
    code_key: str | None
    message_key: str | None
    code_type: Literal["number", "string"]
    inner: list[InnerReply]
    example: str


class Section(Document):
    """One table or heading of a venue's document."""

    id: str
    title: str
    transport: model.Transport
    observed: str | None = _said("Where its codes were seen, if no document lists them.")
    entries: int = _said("How many rows it has.")


class Venue(Document):
    """One API family of one exchange."""

    id: VenueId
    name: str
    operator: str
    product: str
    status: Literal["active", "retired"]
    retired: str | None = _said("The day when the API was switched off.")
    former_ids: list[str] = _said("Ids that the venue had before.")
    reviewed: str = _said("The day when a person last compared the entries with their source.")
    url: Address
    source: State
    earlier: list[State] = _said("Earlier states that entries were taken from.")
    newer: str | None = _said("What is known to have changed in the document since.")
    complete: str | None = _said("What the document leaves out, where it does not list every code.")
    replies: list[Reply]
    clues: Clues
    calls: list[Call]
    client_order_id: ClientOrderId | None
    rate_limits: RateLimits | None
    sections: list[Section]


class VenuesDocument(Versioned):
    """`venues.json`: every venue, without its codes."""

    venues: list[Venue] = _said("Sorted by id.")


class VenueAnomaly(Anomaly):
    """An anomaly of a venue's document."""

    venue: VenueId
    codes: list[CodeText] = _said(
        "The codes concerned; none means all of its sections, or of the whole venue."
    )
    sections: list[str] = _said("The ids of the sections concerned; none means any.")
    venues: list[str] = _said("Other venues of the same operator that it is about.")


class VenueDocument(Venue, Versioned):
    """`venues/<venue>.json`: one venue with its codes."""

    anomalies: list[VenueAnomaly] = _said("Everything wrong or surprising in its document.")
    codes: list[Code] = _said("In the order documented.")


class EquivalentCode(Document):
    """Where a row is that means the condition."""

    venue: VenueId
    code: CodeText
    url: Annotated[str, _said("The page of the code with the row's anchor.")]


class EquivalentEntry(EquivalentCode):
    """One row that means the condition."""

    transport: model.Transport
    http: int | None
    messages: list[Message]
    explanation: str | None
    retry: model.Retry
    outcome: model.Outcome
    verify: list[model.Verify]
    acts: model.Acts
    next: model.Next


class FixReason(Document):
    """A reject reason of the FIX protocol."""

    field: Literal["OrdRejReason", "CxlRejReason", "BusinessRejectReason"]
    value: int


class Crosswalk(Document):
    """The nearest terms of other vocabularies, by our judgement."""

    grpc: str | None = _said("The gRPC canonical code.", "UNAUTHENTICATED")
    ccxt: str | None = _said("The exception of the ccxt library.", "InvalidNonce")
    fix: FixReason | None


class Equivalent(Document):
    """One error condition, and where the rows of all venues are that mean it."""

    id: ConditionId
    category: str = _said("The id of the category.", "authentication")
    title: str
    url: Address
    meaning: str
    differs: str = _said("How to tell it from its neighbours, whose ids stand in backticks.")
    steps: list[str] = _said("What to do, in order.")
    retry: model.Retry = _said("Holds where an entry doesn't say otherwise.")
    outcome: model.Outcome = _said("Holds where an entry doesn't say otherwise.")
    verify: list[model.Verify] = _said("What must be looked up before anything else is sent.")
    acts: model.Acts = _said("Who can end the error.")
    next: model.Next = _said("What a program does next.")
    by_request: list[Answer] = _said("The answers for kinds of requests that differ from these.")
    former_ids: list[str] = _said("Ids it had before.")
    unspecified: bool = _said("True for a catch-all: the venue doesn't say what is wrong.")
    crosswalk: Crosswalk
    entries: Sequence[EquivalentCode] = _said("By venue, then in the order documented.")


class EquivalentDocument(Equivalent, Versioned):
    """`equivalents/<id>.json`: one error condition with the rows of all venues that mean it."""

    entries: Sequence[EquivalentEntry] = _said("By venue, then in the order documented.")


class EquivalentsDocument(Versioned):
    """`equivalents.json`: every error condition."""

    equivalents: list[Equivalent] = _said("Sorted by id.")


class AnomaliesDocument(Versioned):
    """`anomalies.json`: everything wrong or surprising, of every venue."""

    anomalies: list[VenueAnomaly] = _said("By venue, in the order of its file.")


class CollidingCode(Document):
    """One code that collides with another."""

    venue: VenueId
    code: CodeText
    url: Address
    equivalents: list[ConditionId]


class Collision(Document):
    """Codes of different venues that are the same text, or the same number once signs and zeros are lost."""

    kind: Literal["same-code", "same-number"]
    key: str = _said("The code, or the number without sign and leading zeros.")
    same_condition: bool = _said("Whether all of them mean the same.")
    codes: list[CollidingCode]


class CollisionsDocument(Versioned):
    """`collisions.json`: codes that different venues use."""

    collisions: list[Collision] = _said("By kind, then by number.")


class Change(Document):
    """One thing that was changed in the catalogue."""

    day: str = _said("When it was published.", "2026-11-20")
    at: str = _said("The same to the second, in UTC.", "2026-11-20T10:39:23Z")
    commit: str = _said("The published commit.")
    kind: str = _said(f"One of {', '.join(KINDS)}. More may be added.")
    venue: str | None = _said("The venue's id at that time; null for a condition.")
    codes: list[CodeText] = _said("The codes concerned; none where it is the whole venue.")
    condition: str | None = _said("The condition's id at that time; null for a venue.")
    url: Address
    before: str
    after: str


class ChangesDocument(Versioned):
    """`changes.json`: what was changed last. `older` leads to what was changed before."""

    changes: list[Change] = _said("Newest publication first.")
    older: str | None = _said("The address of the part before this one.")


class VersionDocument(Versioned):
    """`version.json`: whether anything has changed, in a hundred bytes."""

    changed: str = _said("The day of the newest change.", "2026-11-20")


class Listed(Document):
    """A document, or all documents of one kind."""

    address: str = _said(
        "Relative to the site's root; a name in braces stands for an id.", "/api/v1/venues/{venue}.json"
    )
    about: str = _said("What it is.")
    type: str = _said("Its media type.", "application/json")
    json_schema: str | None = _said(
        "The address of its JSON Schema; of NDJSON, that of each line.",
        "/api/v1/schemas/venue.json",
        alias="schema",
    )


class IndexDocument(Versioned):
    """`index.json`: every document."""

    documents: list[Listed]


SCHEMAS: dict[str, type[Document]] = {
    "index": IndexDocument,
    "version": VersionDocument,
    "codes": CodesDocument,
    "code": CodeDocument,
    "venues": VenuesDocument,
    "venue": VenueDocument,
    "equivalents": EquivalentsDocument,
    "equivalent": EquivalentDocument,
    "anomalies": AnomaliesDocument,
    "collisions": CollisionsDocument,
    "changes": ChangesDocument,
    "line": EntryLine,
}
"""Every kind of document, and the line of an NDJSON file, by the name of its schema."""
