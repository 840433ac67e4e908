"""MusicBrainz: searches in the syntax of Lucene, and look-ups by id."""

import re
from collections.abc import Mapping
from typing import Final

from provider_simulator.effects.limits import Budget, Standing
from provider_simulator.music.artists import hits, mbid, tags
from provider_simulator.provider import Provider
from provider_simulator.responses import Body, Query, Response, json_response
from provider_simulator.routing import Router

_FIELD: Final = re.compile(r'(\w+):("(?:[^"\\]|\\.)*"|\S+)')


def response(query: Query) -> Response | None:
    """Return the response, or None where there is nothing."""
    if query.template in {"/ws/2/artist", "/ws/2/release"}:
        return _searched(query)
    key = query.values.get("mbid", "")
    bodies: Mapping[str, Body] = {
        "/ws/2/artist/{mbid}": {"id": key, "name": "An artist", "tags": tags(key)},
        "/ws/2/release/{mbid}": {"id": key, "title": "A release", "release-group": {"id": mbid("group", key)}},
        "/ws/2/release-group/{mbid}": {"id": key, "title": "A group", "tags": tags(key)},
    }
    body = bodies.get(query.template)
    return None if body is None or key.startswith("00000000") else json_response(body)


def failure(status: int) -> Response:
    """Return an error as MusicBrainz words it."""
    return json_response({"error": "Not Found" if status == 404 else "Server error", "help": ""}, status=status)


def _searched(query: Query) -> Response | None:
    fields = {name: _plain(value) for name, value in _FIELD.findall(query.parameter("query"))}
    if query.template == "/ws/2/artist":
        artists = [
            {"id": hit.mbid, "name": hit.name, "score": hit.score, "disambiguation": hit.detail, "country": "GB"}
            for hit in hits("artist", fields.get("artist", ""))
        ]
        return json_response({"count": len(artists), "artists": artists})
    releases = [
        {
            "id": hit.mbid,
            "title": hit.name,
            "score": hit.score,
            "date": "1999-05-03",
            "track-count": 2,
            "artist-credit": [{"name": fields.get("artist", "An artist")}],
            "release-group": {"id": mbid("group", hit.mbid), "primary-type": "Album"},
        }
        for hit in hits("release", fields.get("release", ""))
    ]
    return json_response({"count": len(releases), "releases": releases})


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1] if value.startswith('"') else value)


def _credential(headers: Mapping[bytes, bytes], _parameters: Mapping[str, str]) -> str | None:
    """Return the user agent, which must name a contact."""
    agent = headers.get(b"user-agent", b"").decode("latin-1")
    return agent if "@" in agent or "://" in agent else None


def _over_budget(_standing: Standing) -> Response:
    return json_response({"error": "Your requests are exceeding the allowable rate limit."}, status=503)


PROVIDER: Final = Provider(
    name="musicbrainz",
    mount="/musicbrainz",
    router=Router(
        ("/ws/2/artist", "/ws/2/release", "/ws/2/artist/{mbid}", "/ws/2/release/{mbid}", "/ws/2/release-group/{mbid}")
    ),
    budget=Budget(requests=1, seconds=1, fixed=False),
    secrets=frozenset(),
    credential=_credential,
    refusal=failure(403),
    not_found=lambda _query: failure(404),
    failure=failure,
    over_budget=_over_budget,
    content=lambda _query, content: json_response(content),
)
