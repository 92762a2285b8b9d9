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


def next_of(retry: Retry, verify: Collection[Verify]) -> Next:
    """What a program does next: check before anything else if something has to be looked up."""
    if verify:
        return "check"
    steps: dict[Retry, Next] = {
        "not-needed": "go-on",
        "later": "wait",
        "verify-first": "check",
        "never": "change",
    }
    return steps[retry]


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

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

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

    title: Text = Field(description="The document's own title.", examples=["Error Code"])
    url: Url = Field(
        description="Where the document is, or was.", examples=["https://example.com/api/errors"]
    )
    version: Text = Field(
        description="Which state of the document: its version, or when the copy was made.",
        examples=["snapshot from 2025-11", "version of 2018-07-16"],
    )


class State(Source):
    """One state of the venue's error document that the entries were taken from."""

    date: Month | None = Field(
        None, description="When the document said this, as far as is known.", examples=["2025-11"]
    )


class Evidence(Record):
    """Where a fact about a venue comes from: its own document, or what was seen in use. One is given."""

    source: Source | None = Field(None, description="The document that says it.")
    observed: Text | None = Field(None, description="Where it was seen, if no document says it.")

    @classmethod
    def key_order(cls) -> list[str]:
        """The evidence comes last."""
        return sorted(cls.model_fields, key=lambda key: key in Evidence.model_fields)


class Call(Evidence):
    """The request of a venue that looks something up."""

    purpose: Purpose = Field(description="What it looks up.")
    applies_to: Text | None = Field(
        None, description="What it is for, where other calls are for the rest.", examples=["Futures"]
    )
    sections: list[Id] = Field(
        default=[],
        description="The sections whose codes need this call and no other; none means any section.",
    )
    request: Text = Field(
        description="The line to run, with placeholders in angle brackets.",
        examples=["GET /dapi/v1/order?symbol=<symbol>&origClientOrderId=<client order id>"],
    )
    note: Text | None = Field(
        None, description="What to know before running it, such as how far back it looks."
    )


class ClientOrderId(Evidence):
    """The venue's rules for the order id that the client chooses."""

    parameter: Text = Field(description="The parameter of the order request.", examples=["newClientOrderId"])
    length: Text | None = Field(None, description="How long it may be.", examples=["1 to 36 characters"])
    characters: Text | None = Field(None, description="Which characters it may have.")
    unique: Text | None = Field(
        None, description="Among which orders it must be unique.", examples=["open orders"]
    )
    duplicate_codes: list[Text] = Field(
        default=[], description="The codes of this venue that refuse a duplicate."
    )
    note: Text | None = Field(None, description="What else a program must know.")


class RateLimits(Evidence):
    """How the venue limits requests, as documented."""

    headers: list[Text] = Field(default=[], description="Response headers that report what is used or left.")
    wait: Text | None = Field(None, description="Where the reply says how long to wait.")
    limited: Text | None = Field(None, description="Which status or code says that a limit was passed.")
    banned: Text | None = Field(None, description="Which status or code says that the address is banned.")
    exempt: Text | None = Field(None, description="Which requests do not count, such as cancels.")
    note: Text | None = Field(None, description="What else a program must know.")


class InnerReply(Record):
    """Where else in a reply a code stands, such as the result of one order of a batch."""

    where: Text = Field(description="In which part of the reply, and when.", examples=["each item of `data`"])
    code_key: Text = Field(description="The key that holds the code.", examples=["sCode"])
    message_key: Text | None = Field(None, description="The key that holds the message.", examples=["sMsg"])


class Reply(Evidence):
    """How the venue sends an error on one transport."""

    transport: ReplyTransport = Field(description="The transport this reply comes on; `any` for all of them.")
    shape: Text = Field(description="One sentence: how an error reply looks and where the code stands in it.")
    code_key: Text | None = Field(
        None, description="The key that holds the code; leave out where no code is sent.", examples=["code"]
    )
    message_key: Text | None = Field(
        None, description="The key that holds the message; leave out where none is sent.", examples=["msg"]
    )
    code_type: Literal["number", "string"] = Field(description="How the code is usually sent.")
    inner: list[InnerReply] = Field(default=[], description="Where else in the reply a code stands.")
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


class Documented(Record):
    """Which of the states of the document that we hold say something; None stands for all of them."""

    since: Month | None = Field(None, description="The first state that says it.", examples=["2026-07"])
    until: Month | None = Field(None, description="The last state that says it.", examples=["2025-03"])


class DocumentedMessage(Documented):
    """A message of an entry that not every state of the document gives."""

    message: Text = Field(description="One of the entry's messages, verbatim.")

    @classmethod
    def key_order(cls) -> list[str]:
        """The message comes first."""
        return ["message", *Documented.model_fields]


class Answer(Record):
    """What one kind of request has to be told on an error that means something else for other requests."""

    request: Request = Field(description="What was asked for; `transfer` stands for all that moves funds.")
    outcome: Outcome = Field(description="What happened to it.")
    retry: Retry = Field(description="What to do with the very same request.")
    verify: list[Verify] = Field(
        default=[], description="What must be looked up before anything else is sent."
    )
    note: Text | None = Field(None, description="Why, where that is not plain.")


class Entry(Record):
    """One documented row: a code with what the venue says of it and what we make of it."""

    code: Text = Field("", description="The code, verbatim and quoted.", examples=["-1021", "0001"])
    codes: list[Text] = Field(
        default=[],
        description="In place of `code`: all codes that the document gives this one message for.",
        examples=[["-2010", "-2011"]],
    )
    name: Text | None = Field(
        None, description="The constant's name, where the venue documents one.", examples=["BAD_SYMBOL"]
    )
    http: Status | None = Field(
        None, description="The HTTP status, where the venue documents one.", examples=[400]
    )
    messages: list[Text] = Field(
        default=[],
        description="The documented messages, verbatim, with placeholders and typos.",
        examples=[["Invalid symbol."]],
    )
    explanation: Phrase | None = Field(
        None, description="A phrase of the document on this code, verbatim, that is not what the API returns."
    )
    variants: list[Text] = Field(
        default=[], description="The single messages, where the venue documents several run together in one."
    )
    equivalent: Id = Field(description="The id of the condition in data/equivalents/ that this entry means.")
    retry: Retry | None = Field(None, description="Only where it differs from the condition's.")
    outcome: Outcome | None = Field(None, description="Only where it differs from the condition's.")
    verify: list[Verify] | None = Field(None, description="Only where it differs from the condition's.")
    acts: Acts | None = Field(None, description="Only where it differs from the condition's.")
    by_request: list[Answer] | None = Field(None, description="Only where it differs from the condition's.")
    note: Text | None = Field(
        None,
        description="Our judgement on this entry; required where an answer of the condition is overridden.",
    )
    steps: list[Text] = Field(
        default=[], description="What to do at this venue in particular, before the steps of the condition."
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
    documented: Documented | None = Field(
        None, description="Which states of the document have this row; leave out where all have it."
    )
    documented_messages: list[DocumentedMessage] = Field(
        default=[], description="The messages that not every state of the document gives."
    )
    withdrawn: Withdrawal | None = Field(None, description="Only for a code that the venue withdrew.")
    former_codes: list[Text] = Field(
        default=[], description="Codes under which this entry was published before; their addresses redirect."
    )
    anchor: Annotated[int, Field(ge=1), Hint("Write a whole number from 1.")] | None = Field(
        None,
        description="Pins the number in the entry's anchor (#entry-2) when the document's order changes.",
    )

    @property
    def shared(self) -> bool:
        """Whether the document gives its message for several codes at once."""
        return bool(self.codes)


class Section(Record):
    """One table or heading of the venue's document."""

    id: Id = Field(description="Unique within the venue.", examples=["authentication"])
    title: Text = Field(description="The heading, as documented.", examples=["Authentication Error Code"])
    transport: Transport = Field(description="What the errors of this section come on.")
    observed: Text | None = Field(
        None, description="Where its codes were seen; only for a section of codes that no document lists."
    )
    code_key: Text | None = Field(
        None,
        description="The key that holds these codes, where they are not in the place of an error's code.",
        examples=["status"],
    )
    entries: Annotated[list[Entry], Field(min_length=1)] = Field(
        description="The rows, in the order documented."
    )

    def rows(self) -> Iterator[tuple[int, Entry]]:
        """Every entry with its position from 1. A shared message is an entry of each code."""
        for position, entry in enumerate(self.entries, start=1):
            if not entry.shared:
                yield position, entry
            for code in entry.codes:
                yield position, entry.model_copy(update={"code": code})


class Annotation(Record):
    """A person's explanation of something wrong or surprising in the venue's document."""

    kind: AnomalyKind = Field(
        description="What is wrong. The first six are found by code and have to be explained."
    )
    codes: list[Text] = Field(
        default=[],
        description="The codes concerned; none means all codes of its sections, or of the whole venue.",
    )
    sections: list[Id] = Field(default=[], description="The sections concerned; none means any.")
    venues: list[Id] = Field(
        default=[],
        description="Other venues of the same operator that the note is about, for conflicting-code.",
    )
    note: Text = Field(
        description="One to three sentences: what is odd, what follows for the reader, how to tell the cases."
    )
    observed: Text | None = Field(
        None, description="What was seen outside the document, with where it was seen."
    )

    @property
    def about_all(self) -> bool:
        """Whether it is about all codes of the venue."""
        return not (self.codes or self.sections)


class Document(Record):
    """How the program reads the document again, to see what has changed in it."""

    files: list[
        Annotated[str, StringConstraints(pattern=r"^https?://\S+$"), Hint("Write an address without spaces.")]
    ] = Field(
        default=[],
        description="Where its text can be fetched, in the order of its sections.",
        examples=[["https://raw.githubusercontent.com/example/docs/main/errors.md"]],
    )
    options: Text | None = Field(
        None,
        description="The options of `python -m macros import` that it is read with.",
        examples=["--column=Description:message --transport=any"],
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
    source: State = Field(description="The newest state of the document that the entries were taken from.")
    earlier: list[State] = Field(
        default=[], description="Earlier states that rows were taken from, oldest first."
    )
    newer: Text | None = Field(None, description="What is known to have changed in the document since.")
    complete: Text | None = Field(
        None, description="What the document leaves out, where it does not list every code."
    )
    replies: Annotated[list[Reply], Field(min_length=1)] = Field(
        description="An error reply for each transport."
    )
    clues: Clues = Field(description="Words that give the venue away in a pasted text.")
    calls: list[Call] = Field(default=[], description="The requests that look up what became of something.")
    client_order_id: ClientOrderId | None = Field(
        None, description="The rules for order ids of the client's choice."
    )
    rate_limits: RateLimits | None = Field(None, description="How requests are limited, as documented.")
    document: Document | None = Field(None, description="How `import` and `watch` read the document again.")
    sections: Annotated[list[Section], Field(min_length=1)] = Field(
        description="The tables or headings of the document, in its order."
    )
    annotations: list[Annotation] = Field(default=[], description="The errata, see /anomalies/.")

    def rows(self) -> Iterator[tuple[Section, int, Entry]]:
        """Every entry in documented order, with its section and its position (from 1) in that section."""
        for section in self.sections:
            for position, entry in section.rows():
                yield section, position, entry


class FixReason(Record):
    """A reject reason of the FIX protocol."""

    field: Literal["OrdRejReason", "CxlRejReason", "BusinessRejectReason"] = Field(
        description="The field of the protocol."
    )
    value: Number = Field(description="The value of that field.", examples=[3])


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
    verify: list[Verify] = Field(
        default=[], description="What must be looked up before anything else is sent."
    )
    acts: Acts = Field(description="Who can end the error.")
    by_request: list[Answer] = Field(
        default=[], description="The answers for kinds of requests that have to be told something else."
    )
    unspecified: Flag = Field(
        False, description="True for a catch-all: the venue does not say what is wrong."
    )
    guide: Id | None = Field(None, description="The page under docs/guides/ that helps with it.")
    crosswalk: Crosswalk = Field(Crosswalk(), description="The nearest terms of other vocabularies.")
    former_ids: list[Id] = Field(
        default=[], description="Ids this condition had before; their addresses redirect."
    )


class Heading(Record):
    """A group of conditions that one part of a system deals with: a folder in data/equivalents/."""

    id: Id = Field(description="The folder's name.", examples=["authentication"])
    title: Text = Field(description="The heading of its conditions.", examples=["Authentication"])
    guide: Id | None = Field(None, description="The page under docs/guides/ that helps with it.")


class Headings(Record):
    """The file data/equivalents/categories.yml."""

    categories: Annotated[list[Heading], Field(min_length=1)] = Field(description="In the order shown.")


class Category(Heading):
    """A group with its conditions, sorted by id."""

    conditions: tuple[Condition, ...] = ()


class RaisedClass(Record):
    """One exception class of a library, with the codes that raise it."""

    name: Text = Field(description="The class.", examples=["InvalidNonce"])
    codes: Annotated[list[Text], Field(min_length=1)] = Field(description="The codes, quoted and sorted.")


class RaisesTable(Record):
    """What a library raises for the codes of one venue, by the library's own table."""

    venue: Id = Field(description="The venue's id.")
    exchange: Text = Field(description="The library's name for it.", examples=["binance"])
    product: Text | None = Field(
        None, description="The part of the library's table for this product.", examples=["inverse"]
    )
    version: Text = Field(description="The version that was read.", examples=["4.5.90"])
    classes: list[RaisedClass] = Field(default=[], description="Sorted by name.")


class Library(Record):
    """A file data/libraries/<library>.yml."""

    library: Id = Field(description="The file's name without .yml.", examples=["ccxt"])
    tables: list[RaisesTable] = Field(description="One for each venue that the library knows, or knew.")


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
