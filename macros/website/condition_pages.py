"""The pages of conditions: what each means, what to do, and which codes of which venues mean it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..catalogue import addresses, words
from ..catalogue.addresses import AddressBook
from ..catalogue.model import Condition
from ..catalogue.view import View
from .comparison import in_order, listed
from .crosswalks import vocabularies
from .guides import guide_of
from .page import CONDITIONS, Link, Page

MOST_CODES = 12
"""How many codes with the same wording are listed for a venue."""


def condition_pages(view: View, book: AddressBook) -> Iterator[Page]:
    """The page of every condition."""
    for condition in view.catalogue.conditions.values():
        yield _of_condition(view, book, condition)


def _of_condition(view: View, book: AddressBook, condition: Condition) -> Page:
    category = view.category_of[condition.id]
    number = len(view.uses[condition.id])
    where = f"on {number} venues" if number != 1 else "on one venue"
    return Page(
        url=addresses.condition(condition.id),
        title=f"{condition.title}: error codes of each exchange",
        summary=f"{condition.meaning} What to do, whether to retry, and its codes {where}.",
        heading="condition",
        template="condition.html",
        subject={"condition": condition},
        details=partial(_details, view, condition),
        crumbs=(CONDITIONS, Link(category.title, f"{addresses.CONDITIONS}#{category.id}")),
        schema={
            "@type": "DefinedTerm",
            "name": condition.title,
            "termCode": condition.id,
            "description": condition.meaning,
            "inDefinedTermSet": book.absolute(addresses.CONDITIONS),
        },
        scripts=("filter.js",) if number > 1 else (),
    )


def _details(view: View, condition: Condition) -> dict[str, Any]:
    uses = view.uses[condition.id]
    return {
        "decision": words.decision(condition.outcome, condition.retry, condition.verify),
        "guide": guide_of(view, condition),
        "vocabularies": vocabularies([condition]),
        "known": view.catalogue.conditions,
        "listed": listed(uses),
        "without": in_order(venue for venue in view.catalogue.venues if venue.id not in uses),
        "most_codes": MOST_CODES,
    }
