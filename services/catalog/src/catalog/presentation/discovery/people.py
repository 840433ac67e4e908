"""Routes of people and their titles."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field
from pydantic_core import to_json

from catalog.application.discovery.commands import Role
from catalog.application.discovery.people import Person, PersonTitles, TitlePaging, TitleSort
from catalog.application.read_models import Redirect
from catalog.domain.discovery.references import LONGEST
from catalog.domain.errors import PersonNotFound
from catalog.presentation.discovery.people_schemas import CreditedPage, PersonDetail
from catalog.presentation.errors import refuses
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import page_response, redirect_to_slug
from catalog.presentation.routes.dependencies import (
    CACHED_TEXTS,
    LOCALIZED,
    ApplicationDep,
    languages_of,
    renamed,
    view_of,
)
from catalog.presentation.routes.localization import Languages
from catalog.presentation.routes.looked_up import looked_up
from catalog.presentation.routes.lookup_requests import TitleParams
from chassis.http.document.error_cases import Responses
from chassis.http.images import Images, image_urls
from chassis.http.schemas import Success, page_meta
from chassis.http.tokens import OptionalPrincipal

router = APIRouter(prefix="/catalog/people", tags=["catalog"])

PROFILE: Final = {"small": "w45", "medium": "w185", "large": "h632", "original": "original"}
_RESPONSES: Final[Responses] = {**CACHED_TEXTS, **renamed("person"), **refuses(PersonNotFound)}
Reference = Annotated[
    str,
    Path(
        alias="person",
        max_length=LONGEST,
        description="Slug of the person, whose number alone decides, or `tmdb:` and the number",
        examples=["keanu-reeves-6384"],
    ),
]


class PersonParams(TitleParams):
    """The parameters of a person's titles on the page of the person."""

    role: Role | None = Field(
        default=None,
        description="Only titles in which the person is in front of (`cast`) or behind (`crew`) the camera",
        examples=["cast"],
    )
    sort: TitleSort = Field(
        default="releaseDate",
        description="`releaseDate`: the newest first. `popularity`: by the popularity score. Unknown values come last",
        examples=["releaseDate"],
    )


class PersonTitlesParams(PersonParams):
    """The parameters of the list of a person's titles."""

    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of titles on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=100_000, description="Number of titles before the page", examples=[0])


@router.get(
    "/{person}",
    summary="Get a person",
    response_model=Success[PersonDetail],
    responses=_RESPONSES,
    openapi_extra=LOCALIZED,
)
async def person(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    reference: Reference,
    params: Annotated[PersonParams, Query()],
) -> Response:
    """Return a person with the departments they are known for and their first 20 titles, as cast and crew.

    A slug with a former name redirects to the current one. Only listed titles count; a person without any is unknown.
    """
    paging = TitlePaging(params.role, params.sort)
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    result = await application.people.person(reference.lower(), view, paging)
    if isinstance(result, Redirect):
        return redirect_to_slug(request, reference, result.slug)

    def body() -> tuple[bytes, None]:
        data = b'%b,"titles":[%b]}' % (_facts(result, request.app.state.images)[:-1], _items(result, languages))
        return rendering.success(data), None

    shown = result.person, result.page
    return page_response(request, result.titles, shown, languages, body, private=principal is not None)


@router.get(
    "/{person}/titles",
    summary="List a person's titles",
    response_model=CreditedPage,
    responses=_RESPONSES,
    openapi_extra=LOCALIZED,
)
async def person_titles(
    request: Request,
    application: ApplicationDep,
    principal: OptionalPrincipal,
    reference: Reference,
    params: Annotated[PersonTitlesParams, Query()],
) -> Response:
    """Return a page of the listed titles of a person, each with their roles and jobs in it.

    The order is that of `sort`; equal values are in the order of the ids of titles.
    """
    paging = TitlePaging(params.role, params.sort, params.limit, params.offset)
    languages = languages_of(request, params.language)
    view = view_of(principal, languages, params.region, params.time_zone)
    result = await application.people.person(reference.lower(), view, paging)
    if isinstance(result, Redirect):
        return redirect_to_slug(request, reference, result.slug)
    count, total = len(result.titles.titles), result.page.total

    def body() -> tuple[bytes, None]:
        meta = page_meta(count=count, total=total, limit=params.limit, offset=params.offset)
        return rendering.success_page(_items(result, languages), meta), None

    return page_response(request, result.titles, result.page, languages, body, private=principal is not None)


def _items(result: PersonTitles, languages: Languages) -> bytes:
    roles = {title.media_id: title.credits for title in result.page.titles}
    return b",".join(
        [
            looked_up(title, result.titles, languages, b',"credits":' + roles[title.media_id])
            for title in result.titles.titles
        ]
    )


def _facts(result: PersonTitles, images: Images) -> bytes:
    person: Person = result.person
    return to_json(
        {
            "id": f"tmdb:{person.person_id}",
            "tmdbId": person.person_id,
            "slug": person.slug,
            "name": person.name,
            "profilePath": person.profile_path,
            "profile": image_urls(person.profile_path, PROFILE, images.base),
            "knownFor": [
                {"department": department.name, "titles": department.titles} for department in person.departments
            ],
            "totalTitles": result.page.total,
        }
    )
