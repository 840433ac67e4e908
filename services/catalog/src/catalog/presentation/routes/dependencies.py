"""What the routes of the catalog share: the use cases, path parameters, languages and documented responses."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Request

from catalog.application import Application
from catalog.application.read_models import View
from catalog.presentation.routes.caching import header
from catalog.presentation.routes.localization import ANY_LANGUAGE, Languages
from chassis.core.languages import preferred_languages
from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import OF_THE_CACHE, headers
from chassis.http.tokens import OptionalPrincipal
from chassis.http.validation.time_zones import zone_of

CACHED: Final[Responses] = {
    200: {"headers": headers("ETag", "Cache-Control", "Vary", *OF_THE_CACHE)},
    304: {
        "description": "Not Modified: the stored response, whose ETag is in `If-None-Match`, is still valid",
        "headers": headers("ETag", "Cache-Control", "Vary", *OF_THE_CACHE),
    },
}
CACHED_TEXTS: Final[Responses] = {**CACHED, 200: {"headers": {**CACHED[200]["headers"], **headers("Content-Language")}}}
"""Of a response with texts in the languages of the request."""
LOCALIZED: Final[dict[str, Any]] = {
    "parameters": [
        {
            "name": "Accept-Language",
            "in": "header",
            "description": "Languages of texts by preference, after the parameter `language`",
            "schema": {"type": "string"},
            "example": "pt-BR, en;q=0.8",
        }
    ]
}
REDIRECTED: Final[Responses] = {
    308: {
        "description": "Permanent Redirect: the title has another slug now, or was merged into another title; follow"
        " `Location`",
        "headers": headers("Location", "Cache-Control", *OF_THE_CACHE),
    }
}


def renamed(what: str) -> Responses:
    """Return the documented redirect from the former slug of a person or collection, which `what` names."""
    return {
        308: {
            "description": f"Permanent Redirect: the {what} has another name now; follow `Location`",
            "headers": headers("Location", "Cache-Control", *OF_THE_CACHE),
        }
    }


ApplicationDep = Annotated[Application, Depends(application)]
MediaId = Annotated[
    UUID, Path(alias="mediaId", description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
]
Slug = Annotated[str, Path(description="Slug of the title, in any letter case", examples=["the-matrix"])]


def languages_of(request: Request, language: str | None) -> Languages:
    """Return the preferred languages of a request: the parameter first, then those of the header."""
    preferred = preferred_languages(header(request, b"accept-language"))
    return Languages(*(preferred if language is None else dict.fromkeys((language, *preferred))))


def is_editor(principal: OptionalPrincipal) -> bool:
    """Return whether the request is of a user who may edit the catalog."""
    return principal is not None and principal.is_editor


def view_of(
    principal: OptionalPrincipal,
    languages: Languages = ANY_LANGUAGE,
    region: str | None = None,
    time_zone: str = "UTC",
) -> View:
    """Return for whom a list is read."""
    return View(principal.user_id if principal else None, region, bool(languages), zone_of(time_zone))
