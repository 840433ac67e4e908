"""Data of a user in every service of a running stack, as clients and providers bring it about."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from operator import eq
from typing import Any, Final

import httpx2
import jwt

from chassis.testing.kafka import produce
from contracts.event import encode
from contracts.identity import media_id
from contracts.ingestion import MediaChangedV1
from contracts.ingestion.changes import SeasonAdded
from devstack.ports import plan
from stacks import Stack, eventually
from test_pictures import User, picture

PASSWORD: Final = "Correct-horse-1"
MOVIE, SHOW, OTHER_MOVIE = 603, 1396, 9900225
PLAYED_AT: Final = "2026-11-01T20:00:00Z"

Send = Callable[..., httpx2.Response]


def registered(api: httpx2.Client, name: str) -> dict[str, str]:
    """Register a user and return the headers of their session."""
    body = {"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
    response = api.post("/auth/register", json=body)
    assert response.status_code == 201, response.text
    return {"authorization": f"Bearer {response.json()['data']['accessToken']}"}


def user_of(headers: Mapping[str, str]) -> str:
    """Return the id of the user of a token."""
    token = headers["authorization"].removeprefix("Bearer ")
    return str(jwt.decode(token, options={"verify_signature": False})["sub"])


def fill(stack: Stack, api: httpx2.Client, user: Mapping[str, str], name: str) -> None:
    """Store something of a user in every table that has users."""
    requests: list[tuple[str, str, dict[str, Any] | None]] = [
        (
            "PATCH",
            f"/user-media/{media_id('movie', MOVIE)}",
            {"state": "completed", "rating": 90, "notes": f"by {name}"},
        ),
        ("PATCH", f"/user-media/{media_id('show', SHOW)}", {"state": "watching", "progress": {"seasons": {"1": 2}}}),
        ("POST", f"/me/saved-items/{media_id('movie', MOVIE)}", {"list": "for_later"}),
        ("POST", f"/me/subscriptions/{media_id('show', SHOW)}", {"trigger": "new_season"}),
        ("PATCH", "/users/me/preferences", {"ratingScale": "stars10"}),
        ("PATCH", "/users/me", {"bio": f"I am {name}"}),
        ("POST", "/catalog/calendar/feed", None),
        ("PUT", "/catalog/my/services", {"region": "US", "providerIds": [8]}),
        ("POST", f"/catalog/import/movie/{OTHER_MOVIE}", None),
        ("POST", "/auth/password/forgot", {"email": name}),
        ("POST", "/me/plays", {"mediaItemId": str(media_id("movie", MOVIE))}),
        (
            "POST",
            "/me/plays",
            {"mediaItemId": str(media_id("show", SHOW)), "season": 1, "episode": 3, "watchedAt": PLAYED_AT},
        ),
        ("POST", "/me/scrobble-keys", {"source": "kodi", "name": name}),
        ("POST", "/me/imports?name=ratings.json", {"items": [{"title": f"Unknown {name}", "rating": 90}]}),
        ("POST", "/me/imports?name=part.json&complete=false", {"items": []}),
        ("GET", "/me/statistics", None),
        ("PATCH", "/notifications/preferences", {"digestAt": "18:30"}),
        ("PUT", f"/notifications/muted-titles/{media_id('movie', MOVIE)}", None),
    ]
    for number, (method, path, body) in enumerate(requests):
        once = {"idempotency-key": f"{name}-{number}"} if path == "/me/plays" else {}
        send = partial(api.request, method, path, json=body, headers={**user, **once})
        response = eventually(send, lambda response: response.status_code != 404)
        assert response.status_code < 300, (path, response.text)
    send = partial(succeeding, api, user)
    fill_list(send, name)
    join_list(api, user, f"ben_{name[-8:]}")
    write_reviews(api, send, name)
    watch_together(api, user, name)
    match_scrobble(send, name)
    commit_import(send)
    # A play of the title would delete the position.
    position = {"positionSeconds": 60, "durationSeconds": 7200, "device": {"id": "tv", "name": name}}
    send("PUT", f"/me/positions/{media_id('movie', MOVIE)}", position)
    trigger_subscription(stack)
    send("DELETE", f"/user-media/{media_id('movie', MOVIE)}")


def succeeding(
    api: httpx2.Client, user: Mapping[str, str], method: str, path: str, body: object = None
) -> httpx2.Response:
    """Send a request of a user that must succeed."""
    response = api.request(method, path, json=body, headers=dict(user))
    assert response.status_code < 300, (path, response.text)
    return response


def fill_list(send: Send, name: str) -> None:
    """Create a list of a user, with an item and a like."""
    path = f"/lists/{send('POST', '/me/lists', {'name': f'Of {name}'}).json()['data']['id']}"
    send("POST", f"{path}/items", {"items": [{"mediaItemId": str(media_id("movie", MOVIE)), "note": name}]})
    send("PUT", f"{path}/like")


def join_list(api: httpx2.Client, user: Mapping[str, str], owner_name: str) -> None:
    """Let a user join the list of another one."""
    owner = partial(succeeding, api, registered(api, owner_name))
    created = owner("POST", "/me/lists", {"name": "For two"}).json()["data"]
    link = owner("POST", f"/lists/{created['id']}/links/editor").json()["data"]
    succeeding(api, user, "POST", "/me/lists/memberships", {"token": link["token"]})


def write_reviews(api: httpx2.Client, send: Send, name: str) -> None:
    """Write, change and comment reviews, react and report, and publish a list."""
    movie, show = {"mediaItemId": str(media_id("movie", MOVIE))}, {"mediaItemId": str(media_id("show", SHOW))}
    other = partial(succeeding, api, registered(api, f"cleo_{name[-8:]}"))
    review = {"subject": movie, "rating": 60, "text": "Of another"}
    theirs = other("POST", "/social/reviews", review).json()["data"]["id"]
    own = send("POST", "/social/reviews", {"subject": show, "rating": 90, "text": f"By {name}"}).json()["data"]["id"]
    send("PATCH", f"/social/reviews/{own}", {"text": f"Again by {name}"})
    comment = send("POST", "/social/comments", {"reviewId": theirs, "text": f"By {name}"}).json()["data"]["id"]
    other("POST", "/social/comments", {"parentId": comment, "text": "A reply"})
    send("PUT", f"/social/reviews/{theirs}/reactions/helpful")
    send("POST", "/social/reports", {"kind": "review", "targetId": theirs, "reason": "spam", "note": f"By {name}"})
    send("POST", "/me/lists", {"name": f"Public of {name}", "visibility": "public"})


def watch_together(api: httpx2.Client, user: Mapping[str, str], name: str) -> None:
    """Host a session, take part in one, be removed from another, and try a code that there is not."""
    send, other = partial(succeeding, api, user), partial(succeeding, api, registered(api, f"dan_{name[-8:]}"))
    begun = {"kind": "watching", "name": f"Of {name}", "item": {"mediaItemId": str(media_id("movie", MOVIE))}}
    send("POST", "/social/sessions", begun)
    for is_removed in (False, True):
        theirs = other("POST", "/social/sessions", {**begun, "name": "Of another"}).json()["data"]
        send("POST", "/social/sessions/join", {"code": theirs["code"]})
        if is_removed:
            other("DELETE", f"/social/sessions/{theirs['id']}/members/{user_of(user)}")
    unknown = api.post("/social/sessions/join", json={"code": "BBBB-BBBB"}, headers=dict(user))
    assert unknown.status_code == 404, unknown.text


def match_scrobble(send: Send, name: str) -> None:
    """Report two plays of unknown titles, and choose the title of one."""
    for title in ("Unknown", "Chosen"):
        send("POST", "/me/scrobbles", {"action": "scrobble", "type": "movie", "title": f"{title} {name}"})
    unmatched = send("GET", "/me/unmatched-scrobbles").json()["data"]
    chosen = next(item["id"] for item in unmatched if item["title"].startswith("Chosen"))
    send("POST", f"/me/unmatched-scrobbles/{chosen}/resolve", {"mediaItemId": str(media_id("movie", MOVIE))})


def commit_import(send: Send) -> None:
    """Import a file that puts a title on a list, whose effect is no item of the journal."""
    row = {"mediaId": str(media_id("movie", MOVIE)), "title": "Of the file", "list": "Imported"}
    path = f"/me/imports/{send('POST', '/me/imports?name=list.json', {'items': [row]}).json()['data']['id']}"
    for state in ("ready", "committed"):
        eventually(partial(state_of, send, path), partial(eq, state))
        if state == "ready":
            send("POST", f"{path}/commit", {"minConfidence": 0.5})


def state_of(send: Send, path: str) -> str:
    """Return the state of an import."""
    return str(send("GET", path).json()["data"]["state"])


def trigger_subscription(stack: Stack) -> None:
    """Publish that the show has a new season, which triggers every subscription to it."""
    at = datetime.now(UTC) + timedelta(seconds=1)
    changed = MediaChangedV1(
        media_id=media_id("show", SHOW),
        kind="show",
        tmdb_id=SHOW,
        observed_at=at,
        media_version=2,
        seasons_added=(SeasonAdded(number=6, air_date=date(at.year, 1, 1)),),
    )
    asyncio.run(produce(f"127.0.0.1:{plan(stack.base)['kafka']}", [encode(changed, "ingestion")]))


def give_picture(stack: Stack, headers: dict[str, str], name: str) -> None:
    """Upload and publish a picture of a user."""
    with httpx2.Client(base_url=stack.gateway, timeout=30, trust_env=False) as api:
        user = User(api, name, headers)
        started = user.start()
        assert user.send(started, picture("red")) < 300
        # On a busy machine the encoding outlasts the time limit of the gateway, and a repetition finds no upload.
        eventually(lambda: user.confirm(started).status_code, lambda status: status in (200, 404), seconds=90)
