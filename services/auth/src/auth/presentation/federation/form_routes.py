"""The route to which a provider lets the browser send its response as a form."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from auth.domain.errors import InvalidInput
from auth.domain.federation.errors import ProviderNotFound
from auth.presentation.dependencies import ApplicationDep
from auth.presentation.errors import refuses
from auth.presentation.federation.browser import redirect
from auth.presentation.federation.forms import FORM, read_response
from auth.presentation.federation.requests import ProviderName
from chassis.http.document.openapi import headers

router = APIRouter(prefix="/auth", tags=["auth"])

_FIELDS: Final[Mapping[str, str]] = {
    "state": "The value that auth sent to the provider",
    "code": "Code of the provider, after a successful sign-in there",
    "iss": "Issuer of the response (RFC 9207)",
    "error": "Why the provider did not sign the user in",
}
_BODY: Final[Mapping[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The response of the provider; what else the form has is not read",
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        name: {"type": "string", "description": description} for name, description in _FIELDS.items()
                    },
                },
                "example": {"state": "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8", "code": "SplxlOBeZQQYbYS6WxSbIA"},
            },
        },
    }
}


@router.post(
    "/oidc/{provider}/callback",
    status_code=303,
    summary="Receive a provider form",
    response_class=Response,
    responses={
        **refuses(InvalidInput, ProviderNotFound),
        303: {
            "description": "See Other: the callback of `GET` with the fields of the form is in `Location`",
            "headers": headers("Location", "Cache-Control"),
        },
    },
    openapi_extra=dict(_BODY),
)
async def receive_provider_form(use_cases: ApplicationDep, request: Request, provider: ProviderName) -> Response:
    """Redirect the browser, whose form has the response of a provider, to the callback that verifies it.

    For providers with `response_mode=form_post`. Browsers send no cookie with a form of another site, and do so with
    the request that follows, so this one verifies nothing and changes nothing.
    """
    use_cases.federation.providers.of_name(provider)
    response = read_response(request.headers.get("content-type", ""), await request.body())
    return redirect(303, f"callback?{urlencode(response)}")
