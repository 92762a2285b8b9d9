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

from ..catalogue.model import (
    Acts,
    AnomalyKind,
    Next,
    Outcome,
    Purpose,
    ReplyTransport,
    Request,
    Retry,
    Transport,
    Verify,
)
from ..history.changes import KINDS

Address = Annotated[
    str,
    Field(
        description="Relative to the site's root, with a leading slash.", examples=["/hashkey-global/0001/"]
    ),
]
VenueId = Annotated[str, Field(description="The venue's id.", examples=["hashkey-global"])]
CodeText = Annotated[
    str, Field(description="The code, verbatim. Always a string.", examples=["0001", "-1021"])
]
ConditionId = Annotated[
    str, Field(description="The id of an error condition.", examples=["insufficient-balance"])
]
Message = Annotated[
    str,
    Field(
        description="Verbatim; `%s`, `%d` and `%b` stand for what the venue fills in.",
        examples=["Filter failure: %s"],
    ),
]


class Document(BaseModel):
    """The base of all objects. They are made once and read from records of the model."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def _rare(**facts: Any) -> Any:
    """A field that is left out where it holds nothing."""
    return Field(exclude_if=operator.not_, **facts)


class Versioned(Document):
    """What every document begins with."""

    schema_version: Literal[1] = Field(
        1, description="Changes only with the address: `/api/v1/` always has 1."
    )
    data_version: str = Field(
        description="A hash of the whole catalogue; the same in all documents of one build.",
        examples=["3f0c9e6f5a1b2c4d"],
    )


class Withdrawn(Document):
    """Says that the venue no longer documents a code."""

    date: str = Field(description="The day when it was noticed or announced.", examples=["2026-11-20"])
    note: str


class Documented(Document):
    """Which states of the document that we hold say something, where not all of them do."""

    since: str | None = Field(
        None, description="The first state that says it; null for the earliest.", examples=["2026-07"]
    )
    until: str | None = Field(
        None, description="The last state that says it; null for the newest.", examples=["2025-03"]
    )


class DocumentedMessage(Documented):
    """A message that not every state of the document gives."""

    message: Message


class Answer(Document):
    """What holds for one kind of request where it differs from the entry's own answers."""

    request: Request
    outcome: Outcome
    retry: Retry
    verify: list[Verify]
    note: str | None


class Entry(Document):
    """One documented row of a code."""

    section: str = Field(
        description="The id of the section of the venue's document.", examples=["authentication"]
    )
    position: int = Field(description="The row's place in its section, from 1.")
    anchor: str = Field(description="The row's anchor on the page of its code.", examples=["entry-1"])
    transport: Transport
    http: int | None = Field(description="The HTTP status, where the venue documents one.")
    name: str | None = Field(description="The constant's name, where the venue documents one.")
    messages: list[Message] = Field(description="As documented; what the API returns.")
    explanation: str | None = Field(
        description="The document's own phrase on the code, where it is not what the API returns."
    )
    shared: bool = Field(description="Whether the document gives the message for several codes at once.")
    variants: list[Message] = Field(
        description="The single messages, where a documented one runs several together."
    )
    observed_messages: list[Message] = Field(description="Seen in live replies, but not documented.")
    description: str | None = Field(description="What the document says beyond the message, retold.")
    observed: str | None = Field(description="What was seen outside the document.")
    equivalent: ConditionId
    retry: Retry = Field(description="What to do with the very same request.")
    outcome: Outcome = Field(description="What happened to what was asked for.")
    verify: list[Verify] = Field(description="What must be looked up before anything else is sent.")
    acts: Acts = Field(description="Who can end the error.")
    next: Next = Field(description="What a program does next.")
    by_request: list[Answer] = _rare(
        default=[], description="The answers for kinds of requests that differ from these."
    )
    steps: list[str] = _rare(
        default=[], description="What to do at this venue, before the steps of the condition."
    )
    documented: Documented | None = _rare(
        default=None, description="Where not all states of the document have the row."
    )
    documented_messages: list[DocumentedMessage] = _rare(
        default=[], description="Its messages that not all states of the document give."
    )
    note: str | None = Field(
        description="Our judgement on this entry, where it differs from the condition's."
    )
    withdrawn: Withdrawn | None


class Anomaly(Document):
    """Something wrong or surprising in a venue's document, explained."""

    kind: AnomalyKind
    note: str
    observed: str | None = Field(description="What was seen outside the document.")


class CodeAnomaly(Anomaly):
    """An anomaly as it concerns one code. What concerns the whole venue is in the document of the venue."""

    venue_wide: bool = Field(False, description="Always false.")


class RaisedClass(Document):
    """The exception class that a library's own table names for a code."""

    model_config = ConfigDict(frozen=True, from_attributes=True, serialize_by_alias=True)

    name: str = Field(alias="class", description="The class.", examples=["InvalidNonce"])
    version: str = Field(description="The version of the library.", examples=["4.5.90"])


class Code(Document):
    """One code of one venue with all its rows."""

    venue: VenueId
    code: CodeText
    slug: str = Field(description="The last part of its address.", examples=["-1021"])
    url: Address
    former_codes: list[str] = Field([], description="Codes under which it was published before.")
    sub_codes: list[str] = _rare(
        default=[], description="For a number that is documented only with sub-codes: those codes, in full."
    )
    documented: Documented | None = Field(
        None, description="Null where all states of the document have the code."
    )
    raises: dict[str, RaisedClass] | None = Field(
        None, description="What libraries raise for it by their own tables, by the library's name."
    )
    entries: list[Entry] = Field(description="In the order documented.")
    anomalies: list[CodeAnomaly]


class CodeDocument(Code, Versioned):
    """`venues/<venue>/<slug>.json`: one code."""


class OfCode(Document):
    """The code that an entry belongs to."""

    venue: VenueId
    code: CodeText
    slug: str = Field(description="The last part of the code's address.", examples=["-1021"])
    url: Address


class EntryLine(Entry, OfCode):
    """One line of `venues/<venue>.ndjson`: an entry with its code."""


class CodesDocument(Versioned):
    """`codes.json`: every code of every venue."""

    codes: list[Code] = Field(description="By venue, then in the order documented.")


class Source(Document):
    """The document that a venue's entries were taken from."""

    title: str
    url: str
    version: str


class State(Source):
    """One state of the venue's error document."""

    date: str | None = Field(
        description="When the document said this, as far as is known.", examples=["2025-11"]
    )


class Evidence(Document):
    """Where a fact comes from: a document, or what was seen in use."""

    source: Source | None
    observed: str | None


class Call(Evidence):
    """The request of a venue that looks something up."""

    purpose: Purpose
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

    transport: ReplyTransport
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
    transport: Transport
    observed: str | None = Field(description="Where its codes were seen, if no document lists them.")
    entries: int = Field(description="How many rows it has.")


class Venue(Document):
    """One API family of one exchange."""

    id: VenueId
    name: str
    operator: str
    product: str
    status: Literal["active", "retired"]
    retired: str | None = Field(description="The day when the API was switched off.")
    former_ids: list[str] = Field(description="Ids that the venue had before.")
    reviewed: str = Field(description="The day when a person last compared the entries with their source.")
    url: Address
    source: State
    earlier: list[State] = Field(description="Earlier states that entries were taken from.")
    newer: str | None = Field(description="What is known to have changed in the document since.")
    complete: str | None = Field(
        description="What the document leaves out, where it does not list every code."
    )
    replies: list[Reply]
    clues: Clues
    calls: list[Call]
    client_order_id: ClientOrderId | None
    rate_limits: RateLimits | None
    sections: list[Section]


class VenuesDocument(Versioned):
    """`venues.json`: every venue, without its codes."""

    venues: list[Venue] = Field(description="Sorted by id.")


class VenueAnomaly(Anomaly):
    """An anomaly of a venue's document."""

    venue: VenueId
    codes: list[CodeText] = Field(description="The codes concerned; none means the whole venue.")
    sections: list[str] = Field(description="The ids of the sections concerned; none means any.")
    venues: list[str] = Field(description="Other venues of the same operator that it is about.")


class VenueDocument(Venue, Versioned):
    """`venues/<venue>.json`: one venue with its codes."""

    anomalies: list[VenueAnomaly] = Field(description="Everything wrong or surprising in its document.")
    codes: list[Code] = Field(description="In the order documented.")


class EquivalentCode(Document):
    """Where a row is that means the condition."""

    venue: VenueId
    code: CodeText
    url: Annotated[str, Field(description="The page of the code with the row's anchor.")]


class EquivalentEntry(EquivalentCode):
    """One row that means the condition."""

    transport: Transport
    http: int | None
    messages: list[Message]
    explanation: str | None
    retry: Retry
    outcome: Outcome
    verify: list[Verify]
    acts: Acts
    next: Next


class FixReason(Document):
    """A reject reason of the FIX protocol."""

    field: Literal["OrdRejReason", "CxlRejReason", "BusinessRejectReason"]
    value: int


class Crosswalk(Document):
    """The nearest terms of other vocabularies, by our judgement."""

    grpc: str | None = Field(description="The gRPC canonical code.", examples=["UNAUTHENTICATED"])
    ccxt: str | None = Field(description="The exception of the ccxt library.", examples=["InvalidNonce"])
    fix: FixReason | None


class Equivalent(Document):
    """One error condition, and where the rows of all venues are that mean it."""

    id: ConditionId
    category: str = Field(description="The id of the category.", examples=["authentication"])
    title: str
    url: Address
    meaning: str
    differs: str = Field(description="How to tell it from its neighbours, whose ids stand in backticks.")
    steps: list[str] = Field(description="What to do, in order.")
    retry: Retry = Field(description="Holds where an entry doesn't say otherwise.")
    outcome: Outcome = Field(description="Holds where an entry doesn't say otherwise.")
    verify: list[Verify] = Field(description="What must be looked up before anything else is sent.")
    acts: Acts = Field(description="Who can end the error.")
    next: Next = Field(description="What a program does next.")
    by_request: list[Answer] = Field(description="The answers for kinds of requests that differ from these.")
    former_ids: list[str] = Field(description="Ids it had before.")
    unspecified: bool = Field(description="True for a catch-all: the venue doesn't say what is wrong.")
    crosswalk: Crosswalk
    entries: Sequence[EquivalentCode] = Field(description="By venue, then in the order documented.")


class EquivalentDocument(Equivalent, Versioned):
    """`equivalents/<id>.json`: one error condition with the rows of all venues that mean it."""

    entries: Sequence[EquivalentEntry] = Field(description="By venue, then in the order documented.")


class EquivalentsDocument(Versioned):
    """`equivalents.json`: every error condition."""

    equivalents: list[Equivalent] = Field(description="Sorted by id.")


class AnomaliesDocument(Versioned):
    """`anomalies.json`: everything wrong or surprising, of every venue."""

    anomalies: list[VenueAnomaly] = Field(description="By venue, in the order of its file.")


class CollidingCode(Document):
    """One code that collides with another."""

    venue: VenueId
    code: CodeText
    url: Address
    equivalents: list[ConditionId]


class Collision(Document):
    """Codes of different venues that are the same text, or the same number once signs and zeros are lost."""

    kind: Literal["same-code", "same-number"]
    key: str = Field(description="The code, or the number without sign and leading zeros.")
    same_condition: bool = Field(description="Whether all of them mean the same.")
    codes: list[CollidingCode]


class CollisionsDocument(Versioned):
    """`collisions.json`: codes that different venues use."""

    collisions: list[Collision] = Field(description="By kind, then by number.")


class Change(Document):
    """One thing that was changed in the catalogue."""

    day: str = Field(description="When it was published.", examples=["2026-11-20"])
    at: str = Field(description="The same to the second, in UTC.", examples=["2026-11-20T10:39:23Z"])
    commit: str = Field(description="The published commit.")
    kind: str = Field(description=f"One of {', '.join(KINDS)}. More may be added.")
    venue: str | None = Field(description="The venue's id at that time; null for a condition.")
    codes: list[CodeText] = Field(description="The codes concerned; none where it is the whole venue.")
    condition: str | None = Field(description="The condition's id at that time; null for a venue.")
    url: Address
    before: str
    after: str


class ChangesDocument(Versioned):
    """`changes.json`: what was changed last. `older` leads to what was changed before."""

    changes: list[Change] = Field(description="Newest publication first.")
    older: str | None = Field(description="The address of the part before this one.")


class VersionDocument(Versioned):
    """`version.json`: whether anything has changed, in a hundred bytes."""

    changed: str = Field(description="The day of the newest change.", examples=["2026-11-20"])


class Listed(Document):
    """A document, or all documents of one kind."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    address: str = Field(
        description="Relative to the site's root; a name in braces stands for an id.",
        examples=["/api/v1/venues/{venue}.json"],
    )
    about: str = Field(description="What it is.")
    type: str = Field(description="Its media type.", examples=["application/json"])
    json_schema: str | None = Field(
        alias="schema",
        description="The address of its JSON Schema; of NDJSON, that of each line.",
        examples=["/api/v1/schemas/venue.json"],
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
