"""Which guide fits a condition: its own, that of its category, or the one on requests whose outcome must be checked."""

from __future__ import annotations

from ..catalogue.model import Condition
from ..catalogue.view import View
from .page import Link

GUIDES = {
    id: Link(title, f"/guides/{id}/")
    for id, title in {
        "did-my-order-go-through": "Did my order go through?",
        "clocks-and-recvwindow": "Clocks and recvWindow",
        "rate-limits-and-bans": "Rate limits and bans",
        "signatures-and-api-keys": "Signatures and API keys",
        "precision-size-and-notional": "Precision, size and notional",
        "balances-margin-and-positions": "Balances, margin and positions",
    }.items()
}


def guide_of(view: View, condition: Condition) -> Link | None:
    """The guide for a condition, if there is one."""
    own = condition.guide or view.category_of[condition.id].guide
    id = "did-my-order-go-through" if condition.verify else own
    return GUIDES[id] if id else None
