"""The way to the provider's page of a checkout, and the page that users come back to."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

WAITING: Final = frozenset({"opening", "open"})


def leave_for(visit: Visit, address: str, text: str) -> Response:
    """Return a page that leads to one of a provider at once; raise ApiError for anything but a web address.

    It is no redirect: the policy of pages permits none to another site after a form.
    """
    if not address.startswith(("https://", "http://")):
        raise ApiError(502, "BAD_GATEWAY", "the provider has no web address")
    return visit.render("billing/leaving.html", address=address, text=text)


@router.get("/billing/checkouts/{checkout_id:uuid}")
async def pay(visit: AccountVisit, checkout_id: UUID) -> Response:
    """Lead to the provider's page of a checkout, or show what became of it."""
    checkout = await visit.get(f"billing/checkouts/{checkout_id}")
    if not checkout["url"]:
        return visit.redirect(f"/billing/return?checkout={checkout_id}")
    return leave_for(visit, checkout["url"], "billing.leaving_checkout")


@router.get("/billing/return")
async def returned(visit: AccountVisit) -> Response:
    """Return what became of a checkout; the page looks again while the provider has not stated it."""
    checkout_id = visit.request.query_params.get("checkout", "")
    if not checkout_id:
        return visit.redirect("/billing")
    checkout = await _checkout(visit, checkout_id)
    return visit.render("billing/return.html", checkout=checkout, is_waiting=checkout["status"] in WAITING)


@router.get("/parts/billing/checkouts/{checkout_id:uuid}")
async def waiting(visit: AccountVisit, checkout_id: UUID) -> Response:
    """Return the part of the page that waits; it leads to the page of the result when there is one."""
    checkout = await _checkout(visit, str(checkout_id))
    if checkout["status"] not in WAITING or not visit.is_fragment:
        return visit.redirect(f"/billing/return?checkout={checkout_id}")
    return visit.render("billing/waiting.html", checkout=checkout)


async def _checkout(visit: Visit, checkout_id: str) -> Json:
    try:
        UUID(checkout_id)
    except ValueError:
        raise ApiError(404, "CHECKOUT_NOT_FOUND") from None
    return await visit.get(f"billing/checkouts/{checkout_id}")
