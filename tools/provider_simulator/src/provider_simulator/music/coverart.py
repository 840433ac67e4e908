"""The Cover Art Archive: redirects to the file of a cover."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.music.pictures import MISSING, cover
from provider_simulator.provider import Provider
from provider_simulator.responses import Query, Response, json_response, raw_response
from provider_simulator.routing import Router

_RELEASES: Final = {"/release/{mbid}/{size}": "release", "/release-group/{mbid}/{size}": "group"}


def response(query: Query) -> Response | None:
    """Return the redirect, the file, or None where there is none."""
    key = query.values.get("mbid", "")
    if key.startswith(MISSING) or not _is_id(key):
        return None
    if query.template in _RELEASES and query.values["size"].startswith("front"):
        return Response(307, b"", redirect=f"/download/{key}/front.jpg")
    if query.template == "/download/{mbid}/{size}":
        return raw_response(cover(key), content_type=b"image/jpeg")
    return None


def failure(status: int) -> Response:
    """Return an error as the archive words it."""
    return raw_response(f"<h1>{status}</h1>".encode(), status=status, content_type=b"text/html")


def _is_id(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def _credential(_headers: Mapping[bytes, bytes], _parameters: Mapping[str, str]) -> str:
    """Return one client for all: the archive demands no key."""
    return "everyone"


def _over_budget(_standing: Standing) -> Response:
    return failure(503)


PROVIDER: Final = Provider(
    name="coverart",
    mount="/coverart",
    router=Router((*_RELEASES, "/download/{mbid}/{size}")),
    budget=Budget(requests=10, seconds=1, fixed=False),
    secrets=frozenset(),
    credential=_credential,
    refusal=failure(403),
    not_found=lambda _query: failure(404),
    failure=failure,
    over_budget=_over_budget,
    content=lambda _query, content: json_response(content),
)
