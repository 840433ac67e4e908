"""Lists of movies and shows, with every filter in the address."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

PAGE_SIZE: Final = 24
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "movies": ("trending", "now-playing", "new-releases", "new-on-digital"),
    "shows": ("trending",),
}
SORTS: Final = ("trending", "popularity", "ratingo", "releaseDate")
OFFER_TYPES: Final = ("stream", "free", "ads", "rent", "buy")
DATED: Final = frozenset({"new-releases", "new-on-digital"})
FILTERS: Final = (
    "genres",
    "providers",
    "offerType",
    "country",
    "originalLanguage",
    "minRatingo",
    "minVotes",
    "yearFrom",
    "yearTo",
    "sort",
    "order",
    "myServices",
)
"""Parameters of the API that the page passes on as they are."""


@router.get("/movies")
async def movies(visit: OpenVisit) -> Response:
    """Return a list of movies."""
    return await _list(visit, "movies")


@router.get("/shows")
async def shows(visit: OpenVisit) -> Response:
    """Return a list of shows."""
    return await _list(visit, "shows")


async def _list(visit: Visit, kind: str) -> Response:
    params = visit.request.query_params
    name = params.get("list") or "trending"
    if name not in LISTS[kind]:
        raise HTTPException(404)
    chosen = _chosen(params)
    if name in DATED:
        chosen["daysBack"] = params.get("daysBack", "")
    viewer = visit.viewer
    texts = {"language": viewer.language, "timeZone": viewer.zone.key}
    page = {"limit": PAGE_SIZE, "offset": params.get("offset", "0"), "watchRegion": viewer.region}
    if not any(chosen[name] for name in ("providers", "offerType")) or chosen["myServices"]:
        del page["watchRegion"]
    regional = {} if kind == "shows" else {"region": viewer.region}
    titles = await visit.listed(f"catalog/{kind}/{name}", **chosen, **page, **texts, **regional)
    if visit.request.headers.get("hx-more") == "true":
        return visit.render(
            "browse/more.html", titles=titles.data, meta=titles.meta, kind=kind, chosen=_shown(chosen, name)
        )
    parts = await visit.parts(
        genres=("catalog/genres", {"language": viewer.language}),
        services=("catalog/providers", {"region": viewer.region, "type": kind.removesuffix("s")}),
    )
    return visit.render(
        "browse/list.html",
        kind=kind,
        name=name,
        names=LISTS[kind],
        sorts=SORTS,
        offer_types=OFFER_TYPES,
        titles=titles.data,
        meta=titles.meta,
        chosen=_shown(chosen, name),
        filter_count=sum(1 for key, value in chosen.items() if value and key not in ("sort", "order")),
        **parts,
    )


def _chosen(params: QueryParams) -> dict[str, Any]:
    """Return the filters of an address; a field that occurs several times is a list of the API."""
    return {name: ",".join(value for value in params.getlist(name) if value) for name in FILTERS}


def _shown(chosen: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the query that leads to this list again."""
    return {"list": "" if name == "trending" else name, **chosen}
