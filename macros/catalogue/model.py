"""The shapes of the catalogue: what a venue file and the file of conditions may hold.

The classes mirror the YAML one to one and know nothing of files. The loader fills them, the checks
compare them with each other, and pages, JSON and JSON Schemas are made from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
"""One non-empty text. Every text of the data is shown as it is and never interpreted."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A name in kebab case, safe in an address and as a file's name."""

Date = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A day, as in 2026-11-20."""

Transport = Literal["rest", "websocket"]
Retry = Literal["never", "later", "verify-first", "not-needed"]
Outcome = Literal["rejected", "unknown", "partial", "done"]
AnomalyKind = Literal[
    "duplicate-code",
    "conflicting-code",
    "repeated-code",
    "shared-message",
    "out-of-order",
    "non-numeric-code",
    "odd-http-status",
    "wording",
    "capture",
]


class Record(BaseModel):
    """The base of all records: types are exact, keys are known, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def record_of(annotation: object) -> type[Record] | None:
    """The record class inside an annotation such as `list[Entry]` or `Withdrawal | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    inner = (record_of(argument) for argument in getattr(annotation, "__args__", ()))
    return next((record for record in inner if record is not None), None)


class Source(Record):
    """The document that the entries were taken from."""

    title: Text = Field(description="The document's own title.", examples=["Error Code"])
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] = Field(
        description="Where the document is, or was.", examples=["https://example.com/api/errors"]
    )
    version: Text = Field(
        description="Which state of the document: its version, or when it was captured.",
        examples=["captured 2025-11", "version of 2018-07-16"],
    )


class Reply(Record):
    """How the venue sends an error on one transport."""

    transport: Transport = Field(description="The transport this reply comes on.")
    shape: Text = Field(description="One sentence: how an error reply looks and where the code stands in it.")
    code_key: Text = Field(description="The key that holds the code.", examples=["code"])
    message_key: Text | None = Field(
        None, description="The key that holds the message; leave out where none is sent.", examples=["msg"]
    )
    code_type: Literal["number", "string"] = Field(description="How the code is usually sent.")
    example: Text = Field(description="A whole reply, as the venue sends it.")


class Clues(Record):
    """Words that give the venue away in a pasted text. The lookup narrows its results by them."""

    names: list[Text] = Field(default=[], description="Names of the venue and of client libraries for it.")
    hosts: list[Text] = Field(
        default=[], description="Host names of its API.", examples=[["api.example.com"]]
    )
    paths: list[Text] = Field(default=[], description="Path prefixes of its API.", examples=[["/dapi/"]])
    headers: list[Text] = Field(default=[], description="Request headers that only this venue uses.")


class Withdrawal(Record):
    """A code that the venue no longer documents. Its page stays and says so."""

    date: Date = Field(description="The day when the withdrawal was noticed or announced.")
    note: Text = Field(description="What became of the code, and what replaced it.")


class Entry(Record):
    """One documented row: a code with what the venue says of it and what we make of it."""

    code: Text = Field(description="The code, verbatim and quoted.", examples=["-1021", "0001"])
    name: Text | None = Field(
        None, description="The constant's name, where the venue documents one.", examples=["BAD_SYMBOL"]
    )
    http: Annotated[int, Field(ge=100, le=599)] | None = Field(
        None, description="The HTTP status, where the venue documents one.", examples=[400]
    )
    messages: Annotated[list[Text], Field(min_length=1)] = Field(
        description="The documented messages, verbatim, with placeholders and typos.",
        examples=[["Invalid symbol."]],
    )
    variants: list[Text] = Field(
        default=[], description="The single messages, where the venue documents several run together in one."
    )
    equivalent: Id = Field(
        description="The id of the condition in data/equivalents.yml that this entry means."
    )
    retry: Retry | None = Field(None, description="Only where it differs from the condition's.")
    outcome: Outcome | None = Field(None, description="Only where it differs from the condition's.")
    note: Text | None = Field(
        None, description="Our judgement on this entry; required where retry or outcome is overridden."
    )
    description: Text | None = Field(
        None, description="What the venue's document says beyond the message, retold in our own words."
    )
    observed: Text | None = Field(
        None, description="What was seen outside the document, such as a usual cause, with where it was seen."
    )
    observed_messages: list[Text] = Field(
        default=[], description="Texts seen in live replies with this code that the document does not give."
    )
    withdrawn: Withdrawal | None = Field(None, description="Only for a code that the venue withdrew.")
    former_codes: list[Text] = Field(
        default=[], description="Codes under which this entry was published before; their addresses redirect."
    )
    anchor: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="Pins the number in the entry's anchor (#entry-2) when the document's order changes.",
    )


class Section(Record):
    """One table or heading of the venue's document."""

    id: Id = Field(description="Unique within the venue.", examples=["authentication"])
    title: Text = Field(description="The heading, as documented.", examples=["Authentication Error Code"])
    transport: Transport = Field(description="What the errors of this section come on.")
    entries: Annotated[list[Entry], Field(min_length=1)] = Field(
        description="The rows, in the order documented."
    )


class Annotation(Record):
    """A person's explanation of something wrong or surprising in the venue's document."""

    kind: AnomalyKind = Field(
        description="What is wrong. The first six are found by code and have to be explained."
    )
    codes: list[Text] = Field(default=[], description="The codes concerned; none means the whole venue.")
    sections: list[Id] = Field(default=[], description="The sections concerned; none means any.")
    venues: list[Id] = Field(
        default=[],
        description="Other venues of the same operator that the note is about, for conflicting-code.",
    )
    note: Text = Field(
        description="One to three sentences: what is odd, what it means for the reader, how to tell the cases apart."
    )
    observed: Text | None = Field(
        None, description="What was seen outside the document, with where it was seen."
    )


class Venue(Record):
    """One API family of one exchange, with everything that its document says of errors."""

    id: Id = Field(description="The file's name without .yml, and the first part of every address.")
    name: Text = Field(description="What people call it.", examples=["Binance COIN-M Futures"])
    operator: Text = Field(
        description="The company behind the venue. Venues of one operator are compared.", examples=["Binance"]
    )
    product: Text = Field(description="What the API is for.", examples=["COIN-M futures trading (dapi)"])
    status: Literal["active", "retired"] = Field(description="Whether the API can still be called.")
    retired: Date | None = Field(
        None, description="The day the API was switched off; only for a retired venue."
    )
    former_ids: list[Id] = Field(
        default=[], description="Ids this venue had before; their addresses redirect."
    )
    reviewed: Date = Field(description="The day when a person last compared this file with its source.")
    source: Source = Field(description="Where the entries were taken from.")
    replies: Annotated[list[Reply], Field(min_length=1)] = Field(
        description="An error reply for each transport."
    )
    clues: Clues = Field(description="Words that give the venue away in a pasted text.")
    sections: Annotated[list[Section], Field(min_length=1)] = Field(
        description="The tables or headings of the document, in its order."
    )
    annotations: list[Annotation] = Field(default=[], description="The errata, see /anomalies/.")

    def rows(self) -> Iterator[tuple[Section, int, Entry]]:
        """Every entry in documented order, with its section and its position (from 1) in that section."""
        for section in self.sections:
            for position, entry in enumerate(section.entries, start=1):
                yield section, position, entry


class FixReason(Record):
    """A reject reason of the FIX protocol."""

    field: Literal["OrdRejReason", "CxlRejReason", "BusinessRejectReason"] = Field(
        description="The field of the protocol."
    )
    value: int = Field(description="The value of that field.", examples=[3])


class Crosswalk(Record):
    """The nearest terms of other vocabularies. All of it is our judgement; leave out what does not fit."""

    grpc: Text | None = Field(None, description="The gRPC canonical code.", examples=["UNAUTHENTICATED"])
    ccxt: Text | None = Field(
        None, description="The exception of the ccxt library.", examples=["InvalidNonce"]
    )
    fix: FixReason | None = Field(None, description="The FIX reject reason.")


class Condition(Record):
    """One error condition: what entries of different venues have in common when they mean the same."""

    id: Id = Field(
        description="The last part of its address, and what entries name.", examples=["order-not-found"]
    )
    title: Text = Field(description="The condition in two to five words.", examples=["Order not found"])
    meaning: Text = Field(description="One sentence: what is the case.")
    differs: Text = Field(
        description="How to tell it from its nearest neighbours, named by their ids in backticks."
    )
    steps: Annotated[list[Text], Field(min_length=1)] = Field(description="What to do, in order, concretely.")
    retry: Retry = Field(description="What to do with the very same request.")
    outcome: Outcome = Field(description="What happened to what was asked for.")
    unspecified: bool = Field(
        False, description="True for a catch-all: the venue does not say what is wrong."
    )
    single_venue: Text | None = Field(None, description="Why only one venue has this condition, where so.")
    crosswalk: Crosswalk = Field(Crosswalk(), description="The nearest terms of other vocabularies.")
    former_ids: list[Id] = Field(
        default=[], description="Ids this condition had before; their addresses redirect."
    )


class Category(Record):
    """A group of conditions that one part of a trading system deals with."""

    id: Id = Field(description="Unique among the categories.", examples=["authentication"])
    title: Text = Field(
        description="The heading that its conditions stand under.", examples=["Authentication"]
    )
    conditions: Annotated[list[Condition], Field(min_length=1)] = Field(description="Sorted by id.")


class Equivalents(Record):
    """The file data/equivalents.yml."""

    categories: Annotated[list[Category], Field(min_length=1)] = Field(description="In the order shown.")


class Catalogue(Record):
    """Everything: the venues, sorted by id, and the conditions."""

    venues: tuple[Venue, ...]
    equivalents: Equivalents

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """Every condition by its id, in the order of the file."""
        return {c.id: c for category in self.equivalents.categories for c in category.conditions}
