"""Parameters of the routes of relations."""

from typing import Final

from pydantic import Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from social.domain.relations.states import Direction

FRIENDS: Final = Order("social-friends", (instant, identifier))
REQUESTS: Final = Order("social-friend-requests", (instant, identifier))
FOLLOWING: Final = Order("social-following", (instant, identifier))
FOLLOWING_PENDING: Final = Order("social-following-pending", (instant, identifier))
FOLLOWERS: Final = Order("social-followers", (instant, identifier))
FOLLOWERS_PENDING: Final = Order("social-followers-pending", (instant, identifier))
BLOCKS: Final = Order("social-blocks", (instant, identifier))


class RequestParams(DeepPartParams):
    """Which requests for friendship to return."""

    direction: Direction | None = Field(
        default=None, description="Only those that were `received` or `sent`; both by default", examples=["received"]
    )
