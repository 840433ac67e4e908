"""The library of a user: every title with a state, filtered and sorted, and one change for many of them."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import invalid_field
from web.presentation.pages.library.changes import STATES, id_of, one_of, tags_of
from web.presentation.rendering.links import with_query
from web.presentation.rendering.scales import SCALES
from web.presentation.visits import AccountVisit

router = APIRouter()

SORTS: Final = ("recent", "title", "rating", "releaseDate", "added", "lastWatched", "progress")
FILTERS: Final = ("state", "kind", "tag", "minRating", "year", "query", "sort")
LOOKS: Final = ("grid", "table")
PAGE: Final = 48
CHANGES: Final = (*STATES, "rate", "tag", "remove")


@router.get("/my")
async def entries(visit: AccountVisit) -> Response:
    """Return the page of entries that the query selects."""
    parameters = visit.request.query_params
    chosen = {name: parameters[name].strip() for name in FILTERS if parameters.get(name, "").strip()}
    look = parameters.get("look", "") if parameters.get("look", "") in LOOKS else LOOKS[0]
    kept = {**chosen, "look": look if look != LOOKS[0] else ""}
    parts = await visit.parts(
        result=("user-media", {**chosen, "limit": PAGE, "offset": visit.offset}),
        counts=("user-media/counts", {}),
        tags=("me/tags", {"limit": 100}),
    )
    result = parts["result"]
    problem = visit.reason(result.error) if result.error is not None and result.error.status == 400 else ""
    if result.error is not None and not problem:
        raise result.error
    return visit.render_status(
        400 if problem else 200,
        "library/entries.html",
        entries=result.data or [],
        meta=result.meta,
        counts=parts["counts"],
        tags=parts["tags"].data or [],
        chosen=chosen,
        kept=kept,
        look=look,
        sorts=SORTS,
        states=STATES,
        ratings=SCALES[visit.viewer.scale].choices()[:: 10 if visit.viewer.scale == "percent" else 1],
        problem=problem,
    )


@router.post("/my/bulk")
async def change_many(visit: AccountVisit) -> Response:
    """Make one change of the chosen titles."""
    form = await visit.form()
    ids = [str(id_of(str(value))) for value in form.getlist("media")]
    change = one_of(form, "change", CHANGES)
    if not ids:
        return visit.back("library.nothing_chosen", "/my")
    if change == "remove":
        for media_id in ids:
            await visit.call("DELETE", f"user-media/{media_id}")
        return visit.back("library.did_bulk", "/my")
    body: dict[str, Any] = {"state": change}
    if change == "rate":
        body = {"scale": visit.viewer.scale, "rating": _number(str(form.get("rating") or ""))}
    elif change == "tag":
        body = {"tags": tags_of(str(form.get("tags") or ""))}
    reply = await visit.call("POST", "user-media/bulk", json={"mediaItemIds": ids, "change": body})
    failed = [one for one in reply.data if one["code"]]
    return visit.back("library.did_bulk_partly" if failed else "library.did_bulk", with_query("/my", {}))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise invalid_field("rating", "float_parsing") from error
