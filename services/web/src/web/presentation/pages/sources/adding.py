"""The form of a new media source: which kind, and then the fields of the kind."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.pages.sources.forms import kind_of, rejection, shown_values, values_of
from web.presentation.rejections import NONE
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/sources")


@router.get("/new/{name}")
async def new(visit: AccountVisit, name: str) -> Response:
    """Return the form of a kind."""
    kind = kind_of(await visit.get("sources/kinds"), name)
    return _form(visit, 200, kind, FormData(), {})


@router.post("/new/{name}")
async def add(visit: AccountVisit, name: str) -> Response:
    """Add a source, which the API reads once, and continue with it."""
    form = await visit.form()
    kind = kind_of(await visit.get("sources/kinds"), name)
    body = {
        "kind": kind["kind"],
        "name": str(form.get("name") or "").strip(),
        "visibility": str(form.get("visibility") or "private"),
        "configuration": values_of(form, kind["configuration"]),
        "credentials": values_of(form, kind["credentials"]),
    }
    try:
        added = await visit.call("POST", "sources", json=body)
    except ApiError as error:
        rejected = rejection(error)
        return _form(visit, rejected.status, kind, form, shown_values(form, kind["configuration"]), rejected.shown())
    return visit.redirect(f"/my/sources/{added.data['id']}", "sources.added")


def _form(
    visit: Visit,
    status: int,
    kind: Json,
    form: FormData,
    values: Mapping[str, Any],
    rejected: Mapping[str, Any] = NONE,
) -> Response:
    values = values or {field["name"]: field["default"] for field in kind["configuration"]}
    return visit.render_status(status, "sources/new.html", kind=kind, sent=form, values=values, **rejected)
