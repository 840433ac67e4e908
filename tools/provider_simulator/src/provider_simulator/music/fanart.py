"""Fanart.tv: addresses of pictures by the id of an artist, and the files."""

from collections.abc import Mapping
from typing import Final

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.music.pictures import MISSING, portrait
from provider_simulator.provider import Provider
from provider_simulator.responses import Query, Response, json_response, raw_response
from provider_simulator.routing import Router

FILES: Final = "https://assets.fanart.tv"
"""The host that addresses of pictures have, as at Fanart.tv; here the same paths lead to the files."""


def response(query: Query) -> Response | None:
    """Return the addresses, a file, or None where there is none."""
    key = query.values.get("mbid", "")
    if not key or key.startswith(MISSING):
        return None
    if query.template == "/v3/music/{mbid}":
        pictures = [
            {"id": str(likes), "url": f"{FILES}/fanart/{key}/{name}.jpg", "likes": str(likes)}
            for name, likes in (("gone", 3), ("thumb", 2))
        ]
        return json_response({"name": "An artist", "mbid_id": key, "artistthumb": pictures})
    if query.values.get("file") == "thumb.jpg":
        return raw_response(portrait(key), content_type=b"image/jpeg")
    return None


def failure(status: int) -> Response:
    """Return an error as Fanart.tv words it."""
    message = "Not found" if status == 404 else "Invalid API key" if status == 401 else "Error"
    return json_response({"status": "error", "error message": message}, status=status)


def _credential(_headers: Mapping[bytes, bytes], parameters: Mapping[str, str]) -> str | None:
    """Return the key; the files need none, and a key is never sent to them."""
    return parameters.get("api_key") or "files"


def _over_budget(_standing: Standing) -> Response:
    return failure(429)


PROVIDER: Final = Provider(
    name="fanart",
    mount="/fanarttv",
    router=Router(("/v3/music/{mbid}", "/fanart/{mbid}/{file}")),
    budget=Budget(requests=10, seconds=1, fixed=False),
    secrets=frozenset({"api_key"}),
    credential=_credential,
    refusal=failure(401),
    not_found=lambda _query: failure(404),
    failure=failure,
    over_budget=_over_budget,
    content=lambda _query, content: json_response(content),
)
