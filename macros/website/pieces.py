"""What authors of hand-written pages can put into them: tables, lists, counts and links made from the catalogue.

Each public method of `Pieces` is a macro of the same name. Names that the catalogue does not have are refused with one
sentence.
"""

from __future__ import annotations

import difflib
import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from markupsafe import Markup

from ..catalogue import crosswalks, words
from ..catalogue.model import Condition, Venue
from ..catalogue.view import Uses, View, codes_in
from ..programs.lookup import signals as lookup_signals
from . import gotcha_pages, pictures
from .comparison import by_operator, first_choice, in_order, product_of
from .gotcha_pages import annotations_by_venue, in_kinds
from .render import render

_Known = TypeVar("_Known")

MOST_VENUES, MOST_CODES = 3, 6
"""How many venues a condition shows in the overview, and how many codes of each venue a list holds."""


class BadCall(Exception):
    """A macro was called with something that does not exist; the text says what, and what there is."""


@dataclass(frozen=True)
class Pieces:
    """The pieces for a page of this site that is `root` away from the top."""

    view: View
    root: str

    def entry(self, venue: str, code: str) -> Markup:
        """Inline: a code with its venue, linked to its permalink."""
        self._venue(venue)
        codes = {page.code: page for page in self.view.of_venue[venue]}
        return self._render("entry.html", page=_named(f"code of {venue}", code, codes))

    def condition(self, id: str) -> Markup:
        """Inline: a condition's title, linked to its page."""
        return self._render("condition_link.html", condition=self._condition(id))

    def count(self, what: str) -> Markup:
        """Inline: how many `venues`, `codes`, `rows`, `conditions`, `categories`, `anomalies` or `collisions`."""
        view, catalogue = self.view, self.view.catalogue
        counts = {
            "venues": len(catalogue.venues),
            "codes": codes_in(view.permalinks),
            "rows": sum(len(page.rows) for page in view.permalinks),
            "conditions": len(catalogue.conditions),
            "categories": len(catalogue.categories),
            "anomalies": sum(len(venue.annotations) for venue in catalogue.venues),
            "collisions": len(view.collisions),
        }
        return Markup(f"{_named('thing to count', what, counts):,}")

    def venues(self) -> Markup:
        """Block: all venues by operator, with their products, counts and the age of their docs; retired ones apart."""
        return self._render(
            "venues.html",
            shelves=self._shelves(),
            codes={id: codes_in(pages) for id, pages in self.view.of_venue.items()},
        )

    def shelf(self) -> Markup:
        """Block: the names of all venues, a line for each operator."""
        return self._render("shelf.html", shelves=self._shelves(), product=product_of)

    def replies(self) -> Markup:
        """Block: what an error reply of each venue looks like."""
        return self._render("replies.html", venues=in_order(self.view.catalogue.venues))

    def client_order_ids(self) -> Markup:
        """Block: each venue's rules for the order id that the client chooses."""
        return self._render("client_order_ids.html", venues=self.view.catalogue.venues)

    def rate_limits(self) -> Markup:
        """Block: how each venue limits requests."""
        return self._render("rate_limits.html", venues=self.view.catalogue.venues)

    def calls(self, purpose: str) -> Markup:
        """Block: the request of each venue for one purpose, such as `cancel-all-after`."""
        _named("purpose", purpose, words.PURPOSE)
        found = [
            (venue, call)
            for venue in self.view.catalogue.venues
            for call in venue.calls
            if call.purpose == purpose
        ]
        return self._render("calls_for.html", found=found)

    def ccxt_disagreements(self) -> Markup:
        """Block: the codes for which ccxt's class and our answer disagree on whether to retry, by venue."""
        listed = []
        for venue in self.view.catalogue.venues:
            rows = [
                (page, raised.name, next_)
                for page in self.view.of_venue[venue.id]
                for raised in self.view.raises(page)
                for next_ in [{row.next for row in page.rows}]
                if raised.library == "ccxt" and raised.name
                if (raised.name in crosswalks.CCXT_RETRIES) != ("wait" in next_)
            ]
            if rows:
                listed.append((venue, rows))
        return self._render("ccxt_disagreements.html", listed=listed)

    def comparison(
        self, *conditions: str, category: str | None = None, venues: Iterable[str] | None = None
    ) -> Markup:
        """Block: the codes of all venues, or of some, for the conditions that are named and those of a category."""
        chosen = [self._condition(id) for id in conditions]
        if category:
            categories = {each.id: each for each in self.view.catalogue.categories}
            chosen += _named("category", category, categories).conditions
        shown = in_order([self._venue(id) for id in venues] if venues else self.view.catalogue.venues)
        rows = []
        for each in chosen:
            uses = self.view.uses[each.id]
            if found := [uses[venue.id] for venue in shown if venue.id in uses]:
                rows.append((each, found))
        return self._render("comparison.html", rows=rows, most=MOST_CODES)

    def overview(self) -> Markup:
        """Block: every condition by category, with its answers and its codes on a few venues."""
        first = first_choice(self.view)

        def some(condition: Condition) -> tuple[list[Uses], int]:
            uses = self.view.uses[condition.id]
            found = [uses[venue.id] for venue in first if venue.id in uses][:MOST_VENUES]
            return found, len(uses) - len(found)

        return self._render(
            "overview.html", categories=self.view.catalogue.categories, some=some, most=MOST_CODES // 3
        )

    def coverage(self) -> Markup:
        """Block: how many conditions of each category each venue has codes for."""
        return pictures.coverage(self.view, self.root)

    def compare(self) -> Markup:
        """Block: the choice of venues, and every condition, for the page that compares them."""
        return self._render(
            "compare.html",
            operators=by_operator(self.view.catalogue.venues),
            product=product_of,
            categories=self.view.catalogue.categories,
            outcomes=json.dumps({value: wording.short for value, wording in words.OUTCOME.items()}),
            retries=json.dumps({value: wording.short for value, wording in words.RETRY.items()}),
        )

    def anomalies(self) -> Markup:
        """Block: how many mistakes of which kind the docs of each venue have, with links to them."""
        venues = in_order(self.view.catalogue.venues)
        noted = annotations_by_venue(self.view)
        return self._render(
            "anomalies.html",
            venues=[(venue, in_kinds(noted[venue.id])) for venue in venues if noted[venue.id]],
            kinds=in_kinds([note for venue in venues for note in venue.annotations]),
        )

    def collisions(self) -> Markup:
        """Block: how many codes each venue shares with others, and the codes with most meanings."""
        return self._render(
            "collisions.html",
            venues=gotcha_pages.sharing_venues(self.view),
            numbers=gotcha_pages.busiest_numbers(self.view),
            most=gotcha_pages.MOST_OTHERS,
        )

    def signals(self) -> Markup:
        """Block: what speaks for and against an answer of the lookup, how much, and why."""
        return self._render("signals.html", signals=lookup_signals())

    def lookup(self) -> Markup:
        """Block: the box that takes whatever was pasted."""
        return self._render("lookup.html", not_found=False)

    def _render(self, template: str, **context: Any) -> Markup:
        return render(template, self.root, **context)

    def _venue(self, id: str) -> Venue:
        return _named("venue", id, {venue.id: venue for venue in self.view.catalogue.venues})

    def _condition(self, id: str) -> Condition:
        return _named("condition", id, self.view.catalogue.conditions)

    def _shelves(self) -> list[tuple[str, dict[str, list[Venue]]]]:
        """Venues in use and retired ones, each by operator; what is empty is left out."""
        venues = self.view.catalogue.venues
        found = [
            (title, by_operator(venue for venue in venues if venue.status == status))
            for title, status in (("In use", "active"), ("Retired", "retired"))
        ]
        return [(title, operators) for title, operators in found if operators]


MACROS: dict[str, Callable[..., Markup]] = {
    name: macro for name, macro in vars(Pieces).items() if not name.startswith("_")
}
INLINE, BLOCK = "span", "div"
"""The elements that stand for a piece within a line, and for one that is a block."""


def placeholder(name: str, *arguments: Any, **named: Any) -> str:
    """An inert element that stands for one macro call. Its only content is hexadecimal, which no Markdown touches."""
    call = json.dumps([name, arguments, named]).encode().hex()
    tag = INLINE if name in ("entry", "condition", "count") else BLOCK
    return f'<{tag} data-piece="{call}"></{tag}>'


def fill(html: str, pieces: Pieces, tag: str) -> str:
    """A page with its inline pieces or its blocks in place. Raises BadCall for the first call that makes no sense."""
    stands = re.compile(rf'<{tag} data-piece="([0-9a-f]+)"></{tag}>')
    return stands.sub(lambda found: _piece(found[1], pieces), html)


def _piece(call: str, pieces: Pieces) -> str:
    name, arguments, named = json.loads(bytes.fromhex(call))
    macro = partial(MACROS[name], pieces)
    signature = inspect.signature(macro)
    try:
        signature.bind(*arguments, **named)
    except TypeError as error:
        takes = ", ".join(map(str, signature.parameters.values()))
        raise BadCall(
            f"The macro `{name}` cannot be called like this ({error}). It takes: {takes}."
        ) from None
    try:
        return str(macro(*arguments, **named))
    except BadCall as error:
        raise BadCall(f"The macro `{name}` was called with an unknown name. {error}") from None


def _named(kind: str, name: Any, known: Mapping[Any, _Known]) -> _Known:
    if isinstance(name, str) and name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.4)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    raise BadCall(f"There is no {kind} `{name}`.{hint}")
