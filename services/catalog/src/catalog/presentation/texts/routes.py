"""The route of the texts. Each language is rendered once."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from pydantic_core import to_json

from catalog.presentation.routes.caching import cached_response
from catalog.presentation.routes.dependencies import CACHED_TEXTS, languages_of
from catalog.presentation.routes.rendering import success
from catalog.presentation.routes.requests import Language
from catalog.presentation.texts import english, ukrainian
from catalog.presentation.texts.schemas import TextTable
from chassis.http.schemas import Parameters, Success

router = APIRouter(prefix="/catalog", tags=["catalog"])

DEFAULT: Final = "en"
KEEP: Final = "public, max-age=3600"
"""Texts change with a release only."""
BODIES: Final = {
    tag: success(to_json({"language": tag, **module.TEXTS, "seasons": module.SEASONS}))
    for tag, module in (("en", english), ("uk", ukrainian))
}


class TextParams(Parameters):
    """The parameters of the texts."""

    language: Language | None = Field(
        default=None,
        description="Language of the texts, preferred to those of the header `Accept-Language`: `en` or `uk`, or a"
        " variant of them. Without a text in any of them the texts are in English",
        examples=["uk"],
    )


@router.get(
    "/texts",
    summary="Get the texts of keys",
    response_model=Success[TextTable],
    responses=CACHED_TEXTS,
    openapi_extra={
        "parameters": [
            {
                "name": "Accept-Language",
                "in": "header",
                "description": "Languages of the texts by preference, after the parameter `language`",
                "schema": {"type": "string"},
                "example": "uk, en;q=0.8",
            }
        ]
    },
)
async def texts(request: Request, params: Annotated[TextParams, Query()]) -> Response:
    """Return the text of every key that the API returns, in one language: verdicts, hints, badges, and so on."""
    preferred = (tag.partition("-")[0].lower() for tag in languages_of(request, params.language).preferred)
    language = next((tag for tag in preferred if tag in BODIES), DEFAULT)
    response = cached_response(request, BODIES[language])
    response.headers.update({"Cache-Control": KEEP, "Vary": "Accept-Language", "Content-Language": language})
    return response
