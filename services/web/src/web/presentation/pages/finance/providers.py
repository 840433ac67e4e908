"""Messages of providers with what became of them, and comparisons of billing with its providers."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import FinanceVisit

router = APIRouter()

MESSAGES: Final = "/admin/finance/webhooks"
COMPARISONS: Final = "/admin/finance/reconciliations"
PAGE_SIZE: Final = 30


@router.get(MESSAGES)
async def messages(visit: FinanceVisit) -> Response:
    """Return the messages of providers, the newest first."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "").strip() for name in ("status", "type")}
    listed = await visit.listed("admin/billing/webhooks", **chosen, limit=PAGE_SIZE, offset=visit.offset)
    return visit.render("finance/webhooks.html", messages=listed.data, meta=listed.meta, chosen=chosen)


@router.post(MESSAGES + "/{message_id:uuid}/replay")
async def replay(visit: FinanceVisit, message_id: UUID) -> Response:
    """Fetch what a message is about again."""
    await visit.form()
    await visit.call("POST", f"admin/billing/webhooks/{message_id}/replay")
    return visit.back("finance.replayed", MESSAGES)


@router.get(COMPARISONS)
async def comparisons(visit: FinanceVisit) -> Response:
    """Return the comparisons, the newest first."""
    listed = await visit.listed("admin/billing/reconciliations", limit=PAGE_SIZE, offset=visit.offset)
    return visit.render("finance/reconciliations.html", runs=listed.data, meta=listed.meta)


@router.post(COMPARISONS)
async def compare(visit: FinanceVisit) -> Response:
    """Compare billing with its providers now."""
    await visit.form()
    run = (await visit.call("POST", "admin/billing/reconciliations")).data
    return visit.redirect(f"{COMPARISONS}/{run['id']}")


@router.get(COMPARISONS + "/{run_id:uuid}")
async def comparison(visit: FinanceVisit, run_id: UUID) -> Response:
    """Return a comparison with what it has found."""
    path = f"admin/billing/reconciliations/{run_id}"
    return visit.render("finance/reconciliation.html", run=await visit.get(path, limit=PAGE_SIZE, offset=visit.offset))
