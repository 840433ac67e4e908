"""Routes of search, suggestions and similar titles. Their responses are the same for every user."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.schemas import Success
from search.application.searching.requests import SearchRequest
from search.domain.errors import EntryNotFound
from search.domain.filters import Filters
from search.presentation.caching import CACHED, Rendered, public_response
from search.presentation.dependencies import ApplicationDep, PresentationDep
from search.presentation.errors import refuses
from search.presentation.languages import LOCALIZED, languages_of
from search.presentation.parameters import SearchParams, SimilarParams, SuggestionParams
from search.presentation.searching import rendering
from search.presentation.searching.cursors import read_cursor, write_cursor
from search.presentation.searching.schemas import MATRIX, FoundTitle, SearchPageResponse, Suggestion

router = APIRouter(prefix="/search", tags=["search"])

MediaId = Annotated[UUID, Path(alias="mediaId", description="Id of the title", examples=[MATRIX])]


@router.get(
    "",
    summary="Search everything",
    response_model=SearchPageResponse,
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def search_everything(
    request: Request,
    application: ApplicationDep,
    shown: PresentationDep,
    params: Annotated[SearchParams, Query()],
) -> Response:
    """Return titles, people, collections and keywords that match a text, the best match first.

    Exact names come first, then beginnings of names, then words; equally good matches are ordered by popularity and
    votes. Case, accents, punctuation, articles and numerals make no difference. Typing errors are tolerated when fewer
    than ten entries match otherwise, none of them by its whole name. Without a text, everything that passes the filters
    is listed by rank.
    """
    languages = languages_of(request, params.language)
    state, key = application.search.state(), f"search {params.model_dump_json()}{languages.preferred}"
    rendered = shown.rendered.get(key, state)
    if rendered is None:
        identity = params.identity(languages.preferred)
        page = await application.search(
            SearchRequest(
                text=params.q,
                languages=languages.preferred,
                filters=params.filters(shown.default_region),
                limit=params.limit,
                after=read_cursor(params.cursor, identity) if params.cursor else None,
                facets=params.facet_names(),
            )
        )
        body = rendering.search_body(
            page,
            first=params.cursor is None,
            languages=languages,
            images=shown.images,
            limit=params.limit,
            next_cursor=write_cursor(page.next, identity) if page.next else None,
            highlight=params.highlight,
        )
        rendered = shown.rendered.keep(key, state, Rendered.of(body, languages))
    return public_response(request, rendered)


@router.get(
    "/suggestions",
    summary="Suggest while typing",
    response_model=Success[list[Suggestion]],
    responses=CACHED,
    openapi_extra=LOCALIZED,
)
async def suggestions(
    request: Request,
    application: ApplicationDep,
    shown: PresentationDep,
    params: Annotated[SuggestionParams, Query()],
) -> Response:
    """Return up to ten entries whose name begins with a text, from its first letter on, the best first.

    The order is that of `GET /search`; an empty text has no suggestions.
    """
    languages = languages_of(request, params.language)
    state, key = application.search.state(), f"suggestions {params.model_dump_json()}{languages.preferred}"
    rendered = shown.rendered.get(key, state)
    if rendered is None:
        text, hits = await application.search.hits(
            SearchRequest(params.q, languages.preferred, params.filters(), params.limit)
        )
        cards = [hit.card for hit in hits] if text else []
        body = rendering.suggestions_body(text, cards, languages, shown.images)
        rendered = shown.rendered.keep(key, state, Rendered.of(body, languages))
    return public_response(request, rendered)


@router.get(
    "/titles/{mediaId}/similar",
    summary="List similar titles",
    response_model=Success[list[FoundTitle]],
    responses={**CACHED, **refuses(EntryNotFound)},
    openapi_extra=LOCALIZED,
)
async def similar_titles(
    request: Request,
    application: ApplicationDep,
    shown: PresentationDep,
    media_id: MediaId,
    params: Annotated[SimilarParams, Query()],
) -> Response:
    """Return movies like a movie, shows like a show: those that share keywords, people, genres or the collection.

    The closest come first. Only titles that can be found by a search are listed, and only for such a title.
    """
    languages = languages_of(request, params.language)
    state, key = application.search.state(), f"similar {media_id} {params.model_dump_json()}{languages.preferred}"
    rendered = shown.rendered.get(key, state)
    if rendered is None:
        cards = await application.similar(str(media_id), Filters(), limit=params.limit)
        body = rendering.titles_body(cards, languages, shown.images)
        rendered = shown.rendered.keep(key, state, Rendered.of(body, languages))
    return public_response(request, rendered)
