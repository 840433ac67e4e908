"""The subscription of a user: its state, what is due next, what it allows, and what can be done with it."""

from typing import Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Json, Part
from web.presentation.pages.billing.offers import Holding
from web.presentation.rejections import NONE
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

RECENT: Final = 5
CHANGEABLE: Final = frozenset({"trialing", "active"})
"""Statuses in which the plan can be changed or paused."""


@router.get("/billing")
async def overview(visit: AccountVisit) -> Response:
    """Return the page, with what became of the change that the query names."""
    return await show_overview(visit, 200)


async def show_overview(visit: Visit, status: int, **values: Any) -> Response:
    """Return the page, with what is wrong with one of its forms."""
    own = await visit.get("billing/subscription")
    parts = await visit.parts(
        plans=("plans", {}),
        providers=("billing/providers", {}),
        invoices=("billing/invoices", {"limit": RECENT}),
        methods=("billing/payment-methods", {}),
    )
    holding = Holding(own["plan"], own["subscription"], parts["providers"].data or ())
    return visit.render_status(
        status if status < 500 else 503,
        "billing/overview.html",
        own=own,
        names=plan_names(visit, parts["plans"]),
        holding=holding,
        change=own["pendingChange"] or await _requested(visit),
        changeable=CHANGEABLE,
        key=str(uuid4()),
        **{**NONE, **values},
        **parts,
    )


def plan_names(visit: Visit, plans: Part) -> dict[str, str]:
    """Return the names of plans by their codes, in the language of the visitor."""
    language = visit.viewer.language
    return {plan["code"]: plan["names"].get(language) or plan["names"]["en"] for plan in plans.data or ()}


async def _requested(visit: Visit) -> Json:
    """Return the change that the query names; null for none, or for one that does not exist."""
    try:
        change_id = UUID(visit.request.query_params.get("change", ""))
    except ValueError:
        return None
    return (await visit.part(f"billing/subscription/changes/{change_id}")).data
