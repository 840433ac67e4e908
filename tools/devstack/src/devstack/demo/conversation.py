"""What the users of the demo data say to each other: friends, followers, reviews, comments and reactions."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from contracts.identity import media_id
from devstack.demo.community import STEADY
from devstack.demo.visitor import PUBLIC_LIST
from devstack.errors import GatewayRefused
from devstack.gateway_client import GatewayClient

MOVIE: Final = 438631
_TITLES: Final[tuple[Mapping[str, object], ...]] = (
    {"mediaItemId": str(media_id("movie", MOVIE))},
    {"mediaItemId": str(media_id("show", STEADY))},
    {"mediaItemId": str(media_id("show", STEADY)), "season": 1},
    {"mediaItemId": str(media_id("show", STEADY)), "season": 1, "episode": 1},
)
REVIEWS: Final = (
    (85, "The desert is the main character. **See it on the largest screen you can find.**"),
    (72, "Beautiful, and half an hour too long.\n\n- sound: superb\n- pace: slow"),
    (90, "I know how it ends, and it still got me: ||the last shot is the first one||."),
    (64, "Liked the second half more than the first."),
    (80, "Watched it twice in a week. The second time I noticed how much it says without words."),
    (88, "Better than I remembered."),
)
COMMENTS: Final = ("Same here.", "Which cut did you see?", "I disagree about the pace, it needs the time.")
FRIENDS: Final = 3
FOLLOWED: Final = 6
_WAIT_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.3


def converse(visitor: GatewayClient, members: Sequence[GatewayClient]) -> None:
    """Let users become friends, write reviews and comment on them; raise GatewayRefused.

    What an earlier run has written is not written again.
    """
    _befriend(visitor, members)
    public = next(item for item in visitor.get("/me/lists", {"limit": "100"}) if item["name"] == PUBLIC_LIST)
    subjects = (*_TITLES, {"listId": public["id"]})
    for place, member in enumerate(members[: len(REVIEWS)]):
        if not member.get("/social/me/reviews", {"limit": "1"}):
            _write(member, members[-1 - place], subjects, place)


def _befriend(visitor: GatewayClient, members: Sequence[GatewayClient]) -> None:
    own = visitor.get("/users/me")["id"]
    for place, member in enumerate(members[:FOLLOWED]):
        other = member.get("/users/me")["id"]
        _when_known(partial(visitor.put, f"/social/following/{other}"))
        _when_known(partial(member.put, f"/social/following/{own}"))
        if place < FRIENDS:
            _when_known(partial(visitor.post, "/social/friends/requests", {"userId": other}))
            _when_known(partial(member.post, "/social/friends/requests", {"userId": own}))


def _write(author: GatewayClient, reader: GatewayClient, subjects: Sequence[Mapping[str, object]], place: int) -> None:
    """Write a review of each subject, with a comment of the reader; a comment on some of them directly."""
    for number, subject in enumerate(subjects):
        rating, text = REVIEWS[(place + number) % len(REVIEWS)]
        body = {"subject": subject, "rating": rating, "text": text, "language": "en"}
        review = _when_known(partial(author.post, "/social/reviews", body))
        if place == 0:
            author.post("/social/comments", {"subject": subject, "text": COMMENTS[number % len(COMMENTS)]})
        if place < len(COMMENTS):
            comment = reader.post("/social/comments", {"reviewId": review["id"], "text": COMMENTS[place]})
            author.post("/social/comments", {"parentId": comment["id"], "text": "Thank you for reading!"})
        reader.put(f"/social/reviews/{review['id']}/reactions/helpful")


def _when_known(send: Callable[[], Any]) -> Any:
    """Send a request; repeat it while social has not yet read of its title, list or user."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return send()
        except GatewayRefused as refusal:
            if " 404 " not in str(refusal) or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_SECONDS)
