"""The shapes of the catalogue: what a venue file and the file of conditions may hold.

The classes mirror the YAML one to one and know nothing of files. The loader fills them, the checks
compare them with each other, and pages, JSON and JSON Schemas are made from them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


@dataclass(frozen=True)
class Hint:
    """What to write where only a certain form is accepted. The check says it to whoever wrote something else."""

    text: str


Text = Annotated[
    str, StringConstraints(min_length=1, max_length=4000), Hint("Write a text of at most 4000 characters.")
]
"""One non-empty text. Every text of the data is shown as it is and never interpreted."""

Phrase = Annotated[
    str, StringConstraints(min_length=1, max_length=100), Hint("Write a phrase of at most 100 characters.")
]
"""A few words."""

Id = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60),
    Hint("Use lowercase letters and digits, with single hyphens between words."),
]
"""A name in kebab case, safe in an address and as a file's name."""

Url = Annotated[
    str,
    StringConstraints(
        pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][A-Za-z0-9._~:/?#@!$&*+,;=%-]*)?$", max_length=1000
    ),
    Hint("Write an address that begins with https:// and has no user name, space, quote or bracket."),
]
"""The address of a page, safe in HTML and Markdown as it is."""

Date = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), Hint('Write a day, such as "2026-11-20".')
]
"""A day, as in 2026-11-20."""

Month = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$"),
    Hint('Write a month or a day, such as "2026-07" or "2026-07-01".'),
]
"""A month or a day, as in 2026-07 or 2026-07-01: what is known of the age of a document."""

Status = Annotated[int, Field(ge=100, le=599), Hint("Write a status from 100 to 599, without quotes.")]
"""An HTTP status."""

Number = Annotated[int, Field(ge=0), Hint("Write a whole number, without quotes.")]

Flag = Annotated[bool, Hint("Write `true`, or leave the line out.")]

Transport = Literal["rest", "websocket", "websocket-close", "any"]
ReplyTransport = Literal["rest", "websocket", "any"]
Retry = Literal["never", "later", "verify-first", "not-needed"]
Outcome = Literal["rejected", "unknown", "partial", "done"]
Verify = Literal["order", "position", "balance", "transfer", "loan"]
Acts = Literal["developer", "operator", "strategy", "venue", "nobody"]
Request = Literal["place", "cancel", "amend", "query", "transfer"]
Purpose = Literal[
    "order",
    "open-orders",
    "executions",
    "position",
    "balance",
    "transfers",
    "loans",
    "server-time",
    "limits",
    "cancel-all-after",
]
Next = Literal["check", "go-on", "wait", "change"]

OPEN = "open"
"""What an entry names in place of its condition until a person has decided on one."""

RETRIES: dict[str, tuple[str, ...]] = {
    "rejected": ("never", "later"),
    "unknown": ("verify-first",),
    "partial": ("verify-first",),
    "done": ("not-needed",),
}
"""What may be said of retrying with each outcome, so that no entry says two things at once."""


_NEXT: dict[Retry, Next] = {
    "never": "change",
    "later": "wait",
    "verify-first": "check",
    "not-needed": "go-on",
}


def next_of(retry: Retry, verify: Collection[Verify]) -> Next:
    """What a program does next: check before anything else if something has to be looked up."""
    return "check" if verify else _NEXT[retry]


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


CODE_KEYS = frozenset({"code", "codes", "former_codes", "duplicate_codes"})
"""Keys under which every scalar is a code and must be quoted, whatever YAML would make of it."""

MESSAGE_KEYS = frozenset({"messages", "variants", "observed_messages"})
"""Keys under which every scalar is a message, verbatim."""


class Record(BaseModel):
    """The base of all records: types are exact, keys are known, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)

    @classmethod
    def key_order(cls) -> list[str]:
        """Its keys in the order in which they are written."""
        return list(cls.model_fields)


def record_of(annotation: object) -> type[Record] | None:
    """The record class inside an annotation such as `list[Entry]` or `Withdrawal | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    inner = (record_of(argument) for argument in getattr(annotation, "__args__", ()))
    return next((record for record in inner if record is not None), None)


class Source(Record):
    """A document of the venue."""

    title: Text = Field(examples=["Error Code"])
    """The document's own title."""
    url: Url = Field(examples=["https://example.com/api/errors"])
    """Where the document is, or was."""
    version: Text = Field(examples=["snapshot from 2025-11", "version of 2018-07-16"])
    """Which state of the document: its version, or when the copy was made."""


class State(Source):
    """One state of the venue's error document that the entries were taken from."""

    date: Month | None = Field(None, examples=["2025-11"])
    """When the document said this, as far as is known."""


class Evidence(Record):
    """Where a fact about a venue comes from: its own document, or what was seen in use. One is given."""

    source: Source | None = None
    """The document that says it."""
    observed: Text | None = None
    """Where it was seen, if no document says it."""

    @classmethod
    def key_order(cls) -> list[str]:
        """The evidence comes last."""
        return sorted(cls.model_fields, key=lambda key: key in Evidence.model_fields)


class Call(Evidence):
    """The request of a venue that looks something up."""

    purpose: Purpose
    """What it looks up."""
    applies_to: Text | None = Field(None, examples=["Futures"])
    """What it is for, where other calls are for the rest."""
    sections: list[Id] = []
    """The sections whose codes need this call and no other; none means any section."""
    request: Text = Field(examples=["GET /dapi/v1/order?symbol=<symbol>&origClientOrderId=<client order id>"])
    """The line to run, with placeholders in angle brackets."""
    note: Text | None = None
    """What to know before running it, such as how far back it looks."""


class ClientOrderId(Evidence):
    """The venue's rules for the order id that the client chooses."""

    parameter: Text = Field(examples=["newClientOrderId"])
    """The parameter of the order request."""
    length: Text | None = Field(None, examples=["1 to 36 characters"])
    """How long it may be."""
    characters: Text | None = None
    """Which characters it may have."""
    unique: Text | None = Field(None, examples=["open orders"])
    """Among which orders it must be unique."""
    duplicate_codes: list[Text] = []
    """The codes of this venue that refuse a duplicate."""
    note: Text | None = None
    """What else a program must know."""


class RateLimits(Evidence):
    """How the venue limits requests, as documented."""

    headers: list[Text] = []
    """Response headers that report what is used or left."""
    wait: Text | None = None
    """Where the reply says how long to wait."""
    limited: Text | None = None
    """Which status or code says that a limit was passed."""
    banned: Text | None = None
    """Which status or code says that the address is banned."""
    exempt: Text | None = None
    """Which requests do not count, such as cancels."""
    note: Text | None = None
    """What else a program must know."""


class InnerReply(Record):
    """Where else in a reply a code stands, such as the result of one order of a batch."""

    where: Text = Field(examples=["each item of `data`"])
    """In which part of the reply, and when."""
    code_key: Text = Field(examples=["sCode"])
    """The key that holds the code."""
    message_key: Text | None = Field(None, examples=["sMsg"])
    """The key that holds the message."""


class Reply(Evidence):
    """How the venue sends an error on one transport."""

    transport: ReplyTransport
    """The transport this reply comes on; `any` for all of them."""
    shape: Text
    """One sentence: how an error reply looks and where the code stands in it."""
    code_key: Text | None = Field(None, examples=["code"])
    """The key that holds the code; leave out where no code is sent."""
    message_key: Text | None = Field(None, examples=["msg"])
    """The key that holds the message; leave out where none is sent."""
    code_type: Literal["number", "string"]
    """How the code is usually sent."""
    inner: list[InnerReply] = []
    """Where else in the reply a code stands."""
    example: Text
    """A whole reply, as the venue sends it."""


class Clues(Record):
    """Words that give the venue away in a pasted text. The lookup narrows its results by them."""

    names: list[Text] = []
    """Names of the venue and of client libraries for it."""
    hosts: list[Text] = Field(default=[], examples=[["api.example.com"]])
    """Host names of its API."""
    paths: list[Text] = Field(default=[], examples=[["/dapi/"]])
    """Path prefixes of its API."""
    headers: list[Text] = []
    """Request headers that only this venue uses."""


class Withdrawal(Record):
    """A code that the venue no longer documents. Its page stays and says so."""

    date: Date
    """The day when the withdrawal was noticed or announced."""
    note: Text
    """What became of the code, and what replaced it."""


class Documented(Record):
    """Which of the states of the document that we hold say something; None stands for all of them."""

    since: Month | None = Field(None, examples=["2026-07"])
    """The first state that says it."""
    until: Month | None = Field(None, examples=["2025-03"])
    """The last state that says it."""


class DocumentedMessage(Documented):
    """A message of an entry that not every state of the document gives."""

    message: Text
    """One of the entry's messages, verbatim."""

    @classmethod
    def key_order(cls) -> list[str]:
        """The message comes first."""
        return ["message", *Documented.model_fields]


class Answer(Record):
    """What one kind of request has to be told on an error that means something else for other requests."""

    request: Request
    """What was asked for; `transfer` stands for all that moves funds."""
    outcome: Outcome
    """What happened to it."""
    retry: Retry
    """What to do with the very same request."""
    verify: list[Verify] = []
    """What must be looked up before anything else is sent."""
    note: Text | None = None
    """Why, where that is not plain."""


class Entry(Record):
    """One documented row: a code with what the venue says of it and what we make of it."""

    code: Text = Field("", examples=["-1021", "0001"])
    """The code, verbatim and quoted."""
    codes: list[Text] = Field(default=[], examples=[["-2010", "-2011"]])
    """In place of `code`: all codes that the document gives this one message for."""
    name: Text | None = Field(None, examples=["BAD_SYMBOL"])
    """The constant's name, where the venue documents one."""
    http: Status | None = Field(None, examples=[400])
    """The HTTP status, where the venue documents one."""
    messages: list[Text] = Field(default=[], examples=[["Invalid symbol."]])
    """The documented messages, verbatim, with placeholders and typos."""
    explanation: Phrase | None = None
    """A phrase of the document on this code, verbatim, that is not what the API returns."""
    variants: list[Text] = []
    """The single messages, where the venue documents several run together in one."""
    equivalent: Id
    """The id of the condition in data/equivalents/ that this entry means."""
    retry: Retry | None = None
    """Only where it differs from the condition's."""
    outcome: Outcome | None = None
    """Only where it differs from the condition's."""
    verify: list[Verify] | None = None
    """Only where it differs from the condition's."""
    acts: Acts | None = None
    """Only where it differs from the condition's."""
    by_request: list[Answer] | None = None
    """Only where it differs from the condition's."""
    note: Text | None = None
    """Our judgement on this entry; required where an answer of the condition is overridden."""
    steps: list[Text] = []
    """What to do at this venue in particular, before the steps of the condition."""
    description: Text | None = None
    """What the venue's document says beyond the message, retold in our own words."""
    observed: Text | None = None
    """What was seen outside the document, such as a usual cause, with where it was seen."""
    observed_messages: list[Text] = []
    """Texts seen in live replies with this code that the document does not give."""
    documented: Documented | None = None
    """Which states of the document have this row; leave out where all have it."""
    documented_messages: list[DocumentedMessage] = []
    """The messages that not every state of the document gives."""
    withdrawn: Withdrawal | None = None
    """Only for a code that the venue withdrew."""
    former_codes: list[Text] = []
    """Codes under which this entry was published before; their addresses redirect."""
    anchor: Annotated[int, Field(ge=1), Hint("Write a whole number from 1.")] | None = None
    """Pins the number in the entry's anchor (#entry-2) when the document's order changes."""

    @property
    def shared(self) -> bool:
        """Whether the document gives its message for several codes at once."""
        return bool(self.codes)


class Section(Record):
    """One table or heading of the venue's document."""

    id: Id = Field(examples=["authentication"])
    """Unique within the venue."""
    title: Text = Field(examples=["Authentication Error Code"])
    """The heading, as documented."""
    transport: Transport
    """What the errors of this section come on."""
    observed: Text | None = None
    """Where its codes were seen; only for a section of codes that no document lists."""
    code_key: Text | None = Field(None, examples=["status"])
    """The key that holds these codes, where they are not in the place of an error's code."""
    entries: Annotated[list[Entry], Field(min_length=1)]
    """The rows, in the order documented."""

    def rows(self) -> Iterator[tuple[int, Entry]]:
        """Every entry with its position from 1. A shared message is an entry of each code."""
        for position, entry in enumerate(self.entries, start=1):
            if not entry.shared:
                yield position, entry
            for code in entry.codes:
                yield position, entry.model_copy(update={"code": code})


class Annotation(Record):
    """A person's explanation of something wrong or surprising in the venue's document."""

    kind: AnomalyKind
    """What is wrong. The first six are found by code and have to be explained."""
    codes: list[Text] = []
    """The codes concerned; none means all codes of its sections, or of the whole venue."""
    sections: list[Id] = []
    """The sections concerned; none means any."""
    venues: list[Id] = []
    """Other venues of the same operator that the note is about, for conflicting-code."""
    note: Text
    """One to three sentences: what is odd, what follows for the reader, how to tell the cases."""
    observed: Text | None = None
    """What was seen outside the document, with where it was seen."""

    @property
    def about_all(self) -> bool:
        """Whether it is about all codes of the venue."""
        return not (self.codes or self.sections)


class Document(Record):
    """How the program reads the document again, to see what has changed in it."""

    files: list[
        Annotated[str, StringConstraints(pattern=r"^https?://\S+$"), Hint("Write an address without spaces.")]
    ] = Field(default=[], examples=[["https://raw.githubusercontent.com/example/docs/main/errors.md"]])
    """Where its text can be fetched, in the order of its sections."""
    options: Text | None = Field(None, examples=["--column=Description:message --transport=any"])
    """The options of `python -m macros import` that it is read with."""


class Venue(Record):
    """One API family of one exchange, with everything that its document says of errors."""

    id: Id
    """The file's name without .yml, and the first part of every address."""
    name: Text = Field(examples=["Binance COIN-M Futures"])
    """What people call it."""
    operator: Text = Field(examples=["Binance"])
    """The company behind the venue. Venues of one operator are compared."""
    product: Text = Field(examples=["COIN-M futures trading (dapi)"])
    """What the API is for."""
    status: Literal["active", "retired"]
    """Whether the API can still be called."""
    retired: Date | None = None
    """The day the API was switched off; only for a retired venue."""
    former_ids: list[Id] = []
    """Ids this venue had before; their addresses redirect."""
    reviewed: Date
    """The day when a person last compared this file with its source."""
    source: State
    """The newest state of the document that the entries were taken from."""
    earlier: list[State] = []
    """Earlier states that rows were taken from, oldest first."""
    newer: Text | None = None
    """What is known to have changed in the document since."""
    complete: Text | None = None
    """What the document leaves out, where it does not list every code."""
    replies: Annotated[list[Reply], Field(min_length=1)]
    """An error reply for each transport."""
    clues: Clues
    """Words that give the venue away in a pasted text."""
    calls: list[Call] = []
    """The requests that look up what became of something."""
    client_order_id: ClientOrderId | None = None
    """The rules for order ids of the client's choice."""
    rate_limits: RateLimits | None = None
    """How requests are limited, as documented."""
    document: Document | None = None
    """How `import` and `watch` read the document again."""
    sections: Annotated[list[Section], Field(min_length=1)]
    """The tables or headings of the document, in its order."""
    annotations: list[Annotation] = []
    """The errata, see /anomalies/."""

    def rows(self) -> Iterator[tuple[Section, int, Entry]]:
        """Every entry in documented order, with its section and its position (from 1) in that section."""
        for section in self.sections:
            for position, entry in section.rows():
                yield section, position, entry


class FixReason(Record):
    """A reject reason of the FIX protocol."""

    field: Literal["OrdRejReason", "CxlRejReason", "BusinessRejectReason"]
    """The field of the protocol."""
    value: Number = Field(examples=[3])
    """The value of that field."""


class Crosswalk(Record):
    """The nearest terms of other vocabularies. All of it is our judgement; leave out what does not fit."""

    grpc: Text | None = Field(None, examples=["UNAUTHENTICATED"])
    """The gRPC canonical code."""
    ccxt: Text | None = Field(None, examples=["InvalidNonce"])
    """The exception of the ccxt library."""
    fix: FixReason | None = None
    """The FIX reject reason."""


class Condition(Record):
    """One error condition: what entries of different venues have in common when they mean the same."""

    id: Id = Field(examples=["order-not-found"])
    """The last part of its address, and what entries name."""
    title: Text = Field(examples=["Order not found"])
    """The condition in two to five words."""
    meaning: Text
    """One sentence: what is the case."""
    differs: Text
    """How to tell it from its nearest neighbours, named by their ids in backticks."""
    steps: Annotated[list[Text], Field(min_length=1)]
    """What to do, in order, concretely."""
    retry: Retry
    """What to do with the very same request."""
    outcome: Outcome
    """What happened to what was asked for."""
    verify: list[Verify] = []
    """What must be looked up before anything else is sent."""
    acts: Acts
    """Who can end the error."""
    by_request: list[Answer] = []
    """The answers for kinds of requests that have to be told something else."""
    unspecified: Flag = False
    """True for a catch-all: the venue does not say what is wrong."""
    guide: Id | None = None
    """The page under docs/guides/ that helps with it."""
    crosswalk: Crosswalk = Crosswalk()
    """The nearest terms of other vocabularies."""
    former_ids: list[Id] = []
    """Ids this condition had before; their addresses redirect."""


class Heading(Record):
    """A group of conditions that one part of a system deals with: a folder in data/equivalents/."""

    id: Id = Field(examples=["authentication"])
    """The folder's name."""
    title: Text = Field(examples=["Authentication"])
    """The heading of its conditions."""
    guide: Id | None = None
    """The page under docs/guides/ that helps with it."""


class Headings(Record):
    """The file data/equivalents/categories.yml."""

    categories: Annotated[list[Heading], Field(min_length=1)]
    """In the order shown."""


class Category(Heading):
    """A group with its conditions, sorted by id."""

    conditions: tuple[Condition, ...] = ()


class RaisedClass(Record):
    """One exception class of a library, with the codes that raise it."""

    name: Text = Field(examples=["InvalidNonce"])
    """The class."""
    codes: Annotated[list[Text], Field(min_length=1)]
    """The codes, quoted and sorted."""


class RaisesTable(Record):
    """What a library raises for the codes of one venue, by the library's own table."""

    venue: Id
    """The venue's id."""
    exchange: Text = Field(examples=["binance"])
    """The library's name for it."""
    product: Text | None = Field(None, examples=["inverse"])
    """The part of the library's table for this product."""
    version: Text = Field(examples=["4.5.90"])
    """The version that was read."""
    classes: list[RaisedClass] = []
    """Sorted by name."""


class Library(Record):
    """A file data/libraries/<library>.yml."""

    library: Id = Field(examples=["ccxt"])
    """The file's name without .yml."""
    tables: list[RaisesTable]
    """One for each venue that the library knows, or knew."""


class Raised(NamedTuple):
    """What a library raises for one code."""

    library: str
    name: str | None
    """The class; None where the library knows the venue and its table does not name the code."""
    version: str


class Catalogue(Record):
    """Everything: the venues, sorted by id, the conditions by category, and what libraries raise."""

    venues: tuple[Venue, ...]
    categories: tuple[Category, ...]
    libraries: dict[str, Library] = {}

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """Every condition by its id, by category and then sorted."""
        return {c.id: c for category in self.categories for c in category.conditions}
