"""Last.fm: methods in the query, errors with a number in the body."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote_plus

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.music.artists import hits, tags
from provider_simulator.provider import Provider
from provider_simulator.responses import Query, Response, json_response
from provider_simulator.routing import Router

_ERRORS: Final = {
    403: (10, "Invalid API key"),
    404: (6, "The artist you supplied could not be found"),
    429: (29, "Rate limit exceeded"),
}
_LICENCE: Final = (
    "User-contributed text is available under the Creative Commons By-SA License; additional terms may apply."
)


def response(query: Query) -> Response | None:
    """Return the response, or None where there is no such artist."""
    name = query.parameter("artist")
    if query.template != "/" or not name or not hits("artist", name):
        return None
    url = f"https://www.last.fm/music/{quote_plus(name)}"
    bodies: Mapping[str, object] = {
        "artist.getinfo": {
            "artist": {"name": name, "url": url, "bio": {"summary": "", "content": _biography(name, url)}}
        },
        "artist.gettoptags": {"toptags": {"tag": [*tags(name), {"name": "seen live", "count": 90}]}},
        "artist.getsimilar": {
            "similarartists": {
                "artist": [{"name": f"{name} Tribute", "match": "0.91"}, {"name": "The Others", "match": "0.4"}]
            }
        },
    }
    body = bodies.get(query.parameter("method").lower())
    return None if body is None else json_response(body)


def failure(status: int) -> Response:
    """Return an error as Last.fm words it."""
    number, message = _ERRORS.get(status, (8, "Operation failed"))
    return json_response({"error": number, "message": message}, status=status)


def _biography(name: str, url: str) -> str:
    return (
        f"{name} has played in halls &amp; cellars since the first record, which was made in two days.\n\n"
        f'The second one took longer. <a href="{url}">Read more on Last.fm</a>. {_LICENCE}'
    )


def _credential(_headers: Mapping[bytes, bytes], parameters: Mapping[str, str]) -> str | None:
    return parameters.get("api_key") or None


def _over_budget(_standing: Standing) -> Response:
    return failure(429)


PROVIDER: Final = Provider(
    name="lastfm",
    mount="/lastfm",
    router=Router(("/",)),
    budget=Budget(requests=5, seconds=1, fixed=False),
    secrets=frozenset({"api_key"}),
    credential=_credential,
    refusal=failure(403),
    not_found=lambda _query: failure(404),
    failure=failure,
    over_budget=_over_budget,
    content=lambda _query, content: json_response(content),
)
