"""What authors of hand-written pages can put into them: tables, lists, counts and links made from the catalogue.

Each function here that takes a `Place` is a macro of the same name, without that first argument. Names that the
catalogue does not have are refused with one sentence.
"""

from __future__ import annotations

import difflib
import inspect
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from markupsafe import Markup

from ..catalogue import crosswalks, words
from ..catalogue.model import Condition, Venue
from ..catalogue.view import Uses, View, codes_in
from ..programs.lookup import signals as lookup_signals
from . import gotcha_pages, pictures
from .comparison import by_operator, first_choice, in_order, product_of
from .render import render
from .venue_pages import documented

_Known = TypeVar("_Known")

MOST_VENUES, MOST_CODES = 3, 6
"""How many venues a condition shows in the overview, and how many codes of each venue a list holds."""


class BadCall(Exception):
    """A macro was called with something that does not exist; the text says what, and what there is."""


@dataclass(frozen=True)
class Place:
    """Where a piece is to stand: in a page of this site that is `root` away from the top."""

    view: View
    root: str


def entry(place: Place, venue: str, code: str) -> Markup:
    """Inline: a code with its venue, linked to its permalink."""
    _venue(place, venue)
    codes = {page.code: page for page in place.view.of_venue[venue]}
    return render("entry.html", place.root, page=_named(f"code of {venue}", code, codes))


def condition(place: Place, id: str) -> Markup:
    """Inline: a condition's title, linked to its page."""
    return render("condition_link.html", place.root, condition=_condition(place, id))


def count(place: Place, what: str, venue: str | None = None) -> Markup:
    """Inline: how many `venues`, `codes`, `rows`, `conditions`, `categories`, `anomalies` or `collisions` there are."""
    view = place.view
    venues = [_venue(place, venue)] if venue else list(view.catalogue.venues)
    counts: dict[str, Callable[[], int]] = {
        "venues": lambda: len(venues),
        "codes": lambda: sum(codes_in(view.of_venue[each.id]) for each in venues),
        "rows": lambda: sum(1 for each in venues for _ in each.rows()),
        "conditions": lambda: len(view.catalogue.conditions),
        "categories": lambda: len(view.catalogue.categories),
        "anomalies": lambda: sum(len(each.annotations) for each in venues),
        "collisions": lambda: len(view.collisions),
    }
    return Markup(f"{_named('thing to count', what, counts)():,}")


def venues(place: Place) -> Markup:
    """Block: all venues by operator, with their products, counts and the age of their docs; retired ones apart."""
    view = place.view
    return render(
        "venues.html",
        place.root,
        shelves=_shelves(view),
        codes={id: codes_in(pages) for id, pages in view.of_venue.items()},
    )


def shelf(place: Place) -> Markup:
    """Block: the names of all venues, a line for each operator."""
    return render("shelf.html", place.root, shelves=_shelves(place.view), product=product_of)


def _shelves(view: View) -> list[tuple[str, dict[str, list[Venue]]]]:
    """Venues in use and retired ones, each by operator; what is empty is left out."""
    titled = {"active": "In use", "retired": "Retired"}
    found = (
        (title, by_operator(venue for venue in view.catalogue.venues if venue.status == status))
        for status, title in titled.items()
    )
    return [(title, operators) for title, operators in found if operators]


def replies(place: Place) -> Markup:
    """Block: what an error reply of each venue looks like."""
    return render("replies.html", place.root, venues=in_order(place.view.catalogue.venues))


def client_order_ids(place: Place) -> Markup:
    """Block: each venue's rules for the order id that the client chooses."""
    return render("client_order_ids.html", place.root, venues=place.view.catalogue.venues)


def rate_limits(place: Place) -> Markup:
    """Block: how each venue limits requests."""
    return render("rate_limits.html", place.root, venues=place.view.catalogue.venues)


def calls(place: Place, purpose: str) -> Markup:
    """Block: the request of each venue for one purpose, such as `cancel-all-after`."""
    _named("purpose", purpose, {str(known): said for known, said in words.PURPOSE.items()})
    found = [
        (venue, call)
        for venue in place.view.catalogue.venues
        for call in venue.calls
        if call.purpose == purpose
    ]
    return render("calls_for.html", place.root, found=found)


def ccxt_disagreements(place: Place) -> Markup:
    """Block: the codes for which ccxt's class and our answer disagree on whether to retry, by venue."""
    view = place.view
    listed = []
    for venue in view.catalogue.venues:
        rows = [
            (page, raised.name, next_)
            for page in view.of_venue[venue.id]
            for raised in view.raises(page)
            for next_ in [{row.next for row in page.rows}]
            if raised.library == "ccxt" and raised.name
            if (raised.name in crosswalks.CCXT_RETRIES) != ("wait" in next_)
        ]
        if rows:
            listed.append((venue, rows))
    return render("ccxt_disagreements.html", place.root, listed=listed)


def venue_table(place: Place, venue: str, section: str | None = None) -> Markup:
    """Block: every entry of a venue, or of one section of it, in documented order."""
    sections = {each.id: (each, documented(rows)) for each, rows in place.view.sections(_venue(place, venue))}
    chosen = [_named(f"section of {venue}", section, sections)] if section else sections.values()
    return Markup("\n").join(
        render("venue_section.html", place.root, section=each, rows=rows) for each, rows in chosen
    )


def comparison(
    place: Place,
    *conditions: str,
    category: str | Iterable[str] | None = None,
    venues: Iterable[str] | None = None,
) -> Markup:
    """Block: the codes of each venue for some conditions. The conditions are named, or those of a category, or all."""
    view = place.view
    chosen = {id: _condition(place, id) for id in conditions}
    categories = {each.id: each for each in view.catalogue.categories}
    for id in [category] if isinstance(category, str) else category or []:
        chosen.update({each.id: each for each in _named("category", id, categories).conditions})
    if not chosen:
        chosen = dict(view.catalogue.conditions)
    shown = in_order([_venue(place, id) for id in venues] if venues else view.catalogue.venues)
    rows = [
        (each, [view.uses[each.id][venue.id] for venue in shown if venue.id in view.uses[each.id]])
        for each in chosen.values()
    ]
    return render("comparison.html", place.root, rows=[row for row in rows if row[1]], most=MOST_CODES)


def overview(place: Place) -> Markup:
    """Block: every condition by category, with its answers and its codes on a few venues."""
    view = place.view
    first = first_choice(view)

    def some(condition: Condition) -> tuple[list[Uses], int]:
        uses = view.uses[condition.id]
        found = [uses[venue.id] for venue in first if venue.id in uses][:MOST_VENUES]
        return found, len(uses) - len(found)

    return render(
        "overview.html", place.root, categories=view.catalogue.categories, some=some, most=MOST_CODES // 3
    )


def coverage(place: Place) -> Markup:
    """Block: how many conditions of each category each venue has codes for."""
    return pictures.coverage(place.view, place.root)


def compare(place: Place) -> Markup:
    """Block: the choice of venues, and every condition, for the page that compares them."""
    return render(
        "compare.html",
        place.root,
        operators=by_operator(place.view.catalogue.venues),
        product=product_of,
        categories=place.view.catalogue.categories,
        outcomes=json.dumps({value: wording.short for value, wording in words.OUTCOME.items()}),
        retries=json.dumps({value: wording.short for value, wording in words.RETRY.items()}),
    )


def anomalies(place: Place) -> Markup:
    """Block: how many mistakes of which kind the docs of each venue have, with links to them."""
    view = place.view
    return render(
        "anomalies.html",
        place.root,
        venues=gotcha_pages.of_each_venue(view),
        kinds=gotcha_pages.kind_totals(view),
    )


def collisions(place: Place) -> Markup:
    """Block: how many codes each venue shares with others, and the codes with most meanings."""
    view = place.view
    return render(
        "collisions.html",
        place.root,
        venues=gotcha_pages.sharing_venues(view),
        numbers=gotcha_pages.busiest_numbers(view),
        most=gotcha_pages.MOST_OTHERS,
    )


def signals(place: Place) -> Markup:
    """Block: what speaks for and against an answer of the lookup, how much, and why."""
    return render("signals.html", place.root, signals=lookup_signals())


def lookup(place: Place) -> Markup:
    """Block: the box that takes whatever was pasted."""
    return render("lookup.html", place.root, not_found=False)


BLOCKS = {
    each.__name__: each
    for each in (
        venues,
        shelf,
        replies,
        client_order_ids,
        rate_limits,
        calls,
        ccxt_disagreements,
        venue_table,
        comparison,
        overview,
        coverage,
        compare,
        anomalies,
        collisions,
        signals,
        lookup,
    )
}
INLINE = {each.__name__: each for each in (entry, condition, count)}
MACROS: dict[str, Callable[..., Markup]] = {**BLOCKS, **INLINE}

_BLOCK = re.compile(r'<div data-piece="([0-9a-f]+)"></div>')
_INLINE = re.compile(r'<span data-piece="([0-9a-f]+)"></span>')


def placeholder(name: str, *arguments: Any, **named: Any) -> str:
    """An inert element that stands for one macro call. Its only content is hexadecimal, which no Markdown touches."""
    call = json.dumps([name, arguments, named]).encode().hex()
    tag = "div" if name in BLOCKS else "span"
    return f'<{tag} data-piece="{call}"></{tag}>'


def fill_inline(html: str, place: Place) -> str:
    """A page with its inline pieces in place. Raises BadCall for the first call that makes no sense."""
    return _INLINE.sub(lambda found: _piece(found[1], place), html)


def fill_blocks(html: str, place: Place) -> str:
    """A page with its block pieces in place. Raises BadCall for the first call that makes no sense."""
    return _BLOCK.sub(lambda found: _piece(found[1], place), html)


def _piece(call: str, place: Place) -> str:
    name, arguments, named = json.loads(bytes.fromhex(call))
    macro = MACROS[name]
    try:
        bound = inspect.signature(macro).bind(place, *arguments, **named)
    except TypeError as error:
        signature = ", ".join(str(each) for each in list(inspect.signature(macro).parameters.values())[1:])
        raise BadCall(
            f"The macro `{name}` cannot be called like this ({error}). It takes: {signature}."
        ) from None
    try:
        return macro(*bound.args, **bound.kwargs)
    except BadCall as error:
        raise BadCall(f"The macro `{name}` was called with an unknown name. {error}") from None


def _venue(place: Place, id: str) -> Venue:
    return _named("venue", id, {venue.id: venue for venue in place.view.catalogue.venues})


def _condition(place: Place, id: str) -> Condition:
    return _named("condition", id, place.view.catalogue.conditions)


def _named(kind: str, name: Any, known: Mapping[str, _Known]) -> _Known:
    if isinstance(name, str) and name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.4)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    raise BadCall(f"There is no {kind} `{name}`.{hint}")
