"""Smart lists: an editor of rules with a preview of the titles that they select."""

from typing import Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.pages.library.changes import id_of
from web.presentation.pages.user_lists.overview import VISIBILITIES, list_fields
from web.presentation.pages.user_lists.rules import MANY, SORTS, STATES, fields_of, rules_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

SHOWN: Final = 24
START: Final = {"scope": "catalog", "sort": "score", "direction": "desc", "limit": 100, "scoreFrom": 60}


@router.get("/my/lists/smart")
async def new(visit: AccountVisit) -> Response:
    """Return the editor of a new smart list."""
    return await _editor(visit, None, START, "", {"name": "", "description": "", "visibility": "private"})


@router.get("/my/lists/{list_id:uuid}/rules")
async def edit(visit: AccountVisit, list_id: UUID) -> Response:
    """Return the editor of a smart list."""
    result = await visit.get(f"lists/{list_id}")
    if result["role"] != "owner" or result["kind"] != "smart":
        raise ApiError(403, "LIST_ROLE_REQUIRED")
    fields = fields_of(result["rules"])
    text = "" if fields is not None else orjson.dumps(result["rules"], option=orjson.OPT_INDENT_2).decode()
    return await _editor(visit, result, fields or START, text, result)


@router.post("/my/lists/smart/preview")
async def preview(visit: AccountVisit) -> Response:
    """Return the titles that the rules of the form select."""
    form = await visit.form()
    try:
        return visit.render("user_lists/preview.html", **await _preview(visit, _rules(form)))
    except ApiError as error:
        if error.status != 400:
            raise
        return visit.render("user_lists/preview.html", titles=[], total=0, problem=visit.reason(error))


@router.post("/my/lists/smart")
async def save(visit: AccountVisit) -> Response:
    """Create a smart list, or replace the rules of one."""
    form = await visit.form()
    list_id = str(form.get("id") or "")
    values = list_fields({name: str(form.get(name) or "") for name in ("name", "description", "visibility")})
    try:
        body = {**values, "rules": _rules(form)}
        if list_id:
            await visit.call("PATCH", f"lists/{id_of(list_id)}", json=body)
        else:
            list_id = (await visit.call("POST", "me/lists", json=body)).data["id"]
    except ApiError as error:
        if error.status not in (400, 409):
            raise
        fields: dict[str, Any] = {name: str(value) for name, value in form.items() if isinstance(value, str)}
        fields |= {name: [str(value) for value in form.getlist(name)] for name in MANY}
        result = {"id": list_id} if list_id else None
        text = str(form.get("json") or "")
        problem = visit.reason(error)
        return await _editor(visit, result, fields, text, values, problem)
    return visit.redirect(f"/lists/{list_id}", "layout.saved")


async def _editor(
    visit: Visit, result: Json, fields: dict[str, Any], text: str, values: dict[str, Any], problem: str = ""
) -> Response:
    shown: dict[str, Any] = {"titles": [], "total": 0, "problem": ""}
    if not problem:
        try:
            shown = await _preview(visit, result["rules"] if result else _rules_of_fields(fields))
        except ApiError as error:
            if error.status != 400:
                raise
    return visit.render_status(
        400 if problem else 200,
        "user_lists/smart.html",
        list=result,
        fields=fields,
        json=text,
        values=values,
        form_problem=problem,
        genres=(await visit.part("catalog/genres", language=visit.viewer.language)).data or [],
        states=STATES,
        sorts=SORTS,
        visibilities=VISIBILITIES,
        **shown,
    )


async def _preview(visit: Visit, rules: Json) -> dict[str, Any]:
    reply = await visit.call("POST", "me/lists/preview", query={"limit": SHOWN}, json={"rules": rules})
    return {"titles": reply.data, "total": reply.meta.get("total"), "problem": ""}


def _rules(form: FormData) -> Json:
    single = {name: value for name, value in form.items() if isinstance(value, str)}
    return rules_of(single, {name: [str(value) for value in form.getlist(name)] for name in MANY})


def _rules_of_fields(fields: dict[str, Any]) -> Json:
    single = {name: str(value) for name, value in fields.items() if name not in MANY and value}
    return rules_of(single, {name: fields.get(name, []) for name in MANY})
