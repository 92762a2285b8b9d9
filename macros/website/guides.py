"""Which guide fits a condition: its own, that of its category, or the one on requests whose outcome must be checked."""

from __future__ import annotations

from dataclasses import dataclass

from ..catalogue.model import Category, Condition


@dataclass(frozen=True)
class Guide:
    """A hand-written page under docs/guides/."""

    url: str
    title: str


GUIDES = {
    id: Guide(f"/guides/{id}/", title)
    for id, title in {
        "did-my-order-go-through": "Did my order go through?",
        "clocks-and-recvwindow": "Clocks and recvWindow",
        "rate-limits-and-bans": "Rate limits and bans",
        "signatures-and-api-keys": "Signatures and API keys",
        "precision-size-and-notional": "Precision, size and notional",
        "balances-margin-and-positions": "Balances, margin and positions",
    }.items()
}


def guide_of(category: Category, condition: Condition) -> Guide | None:
    """The guide for a condition, if there is one."""
    id = "did-my-order-go-through" if condition.verify else condition.guide or category.guide
    return GUIDES[id] if id else None
