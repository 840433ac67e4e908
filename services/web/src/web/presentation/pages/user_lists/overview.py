"""Lists of the user, and public lists of all users."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.user_names import user_names
from web.presentation.visits import AccountVisit, OpenVisit, Visit

router = APIRouter()

PAGE: Final = 30
SELECTIONS: Final = ("all", "own", "shared")
SORTS: Final = ("likes", "recent")
VISIBILITIES: Final = ("private", "unlisted", "public")


@router.get("/my/lists")
async def my_lists(visit: AccountVisit) -> Response:
    """Return the lists that the user owns or is a member of."""
    return await _mine(visit)


@router.post("/my/lists")
async def create(visit: AccountVisit) -> Response:
    """Create a list, and show it."""
    form = await visit.form()
    body = list_fields({name: str(form.get(name) or "") for name in ("name", "description", "visibility")})
    try:
        created = (await visit.call("POST", "me/lists", json=body)).data
    except ApiError as error:
        if error.status not in (400, 409):
            raise
        return await _mine(visit, error, body)
    return visit.redirect(f"/lists/{created['id']}", "lists.created")


@router.get("/lists")
async def public_lists(visit: OpenVisit) -> Response:
    """Return public lists, the most liked first."""
    parameters = visit.request.query_params
    sort = parameters.get("sort", "") if parameters.get("sort", "") in SORTS else SORTS[0]
    result = await visit.listed("lists/public", sort=sort, limit=PAGE, cursor=parameters.get("cursor", ""))
    template = "user_lists/cards.html" if visit.is_fragment and parameters.get("cursor") else "user_lists/public.html"
    names = await user_names(visit, (one["ownerId"] for one in result.data))
    values = {"lists": result.data, "meta": result.meta, "names": names, "address": "/lists"}
    return visit.render(template, sort=sort, sorts=SORTS, **values)


async def _mine(visit: Visit, error: ApiError | None = None, values: dict[str, Any] | None = None) -> Response:
    parameters = visit.request.query_params
    selection = parameters.get("selection", "") if parameters.get("selection", "") in SELECTIONS else SELECTIONS[0]
    cursor = parameters.get("cursor", "")
    result = await visit.listed("me/lists", selection=selection, limit=PAGE, cursor=cursor)
    template = "user_lists/cards.html" if visit.is_fragment and cursor and error is None else "user_lists/mine.html"
    names = await user_names(visit, (one["ownerId"] for one in result.data if one["role"] != "owner"))
    problems = error.problems() if error else {}
    return visit.render_status(
        error.status if error else 200,
        template,
        lists=result.data,
        meta=result.meta,
        names=names,
        selection=selection,
        selections=SELECTIONS,
        visibilities=VISIBILITIES,
        address="/my/lists",
        problems=problems,
        problem=visit.reason(error) if error and not problems else "",
        values=values or {"name": "", "description": "", "visibility": "private"},
    )


def list_fields(form: dict[str, str]) -> dict[str, Any]:
    """Return the fields of a list as the API takes them."""
    return {
        "name": form["name"].strip(),
        "description": form["description"].strip() or None,
        "visibility": form["visibility"] if form["visibility"] in VISIBILITIES else "private",
    }
