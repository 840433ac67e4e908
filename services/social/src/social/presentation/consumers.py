"""Event consumers: each maps a contract to the input of one use case."""

from collections.abc import Callable
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.consumer import AnyRoute
from chassis.messaging.transaction import Transaction
from social.application.unit_of_work import UnitOfWork
from social.presentation.activity.consumers import ACTIVITY_TOPICS, activity_routes
from social.presentation.live.consumers import LIVE_TOPICS, live_routes
from social.presentation.people.consumers import USER_TOPICS, OpenProfile, user_routes
from social.presentation.reviews.consumers import TOPICS as REVIEW_TOPICS

TOPICS: Final = (*USER_TOPICS, *ACTIVITY_TOPICS, *LIVE_TOPICS, *REVIEW_TOPICS)


def routes(open_profile: OpenProfile, work_in: Callable[[Transaction], UnitOfWork], clock: Clock) -> list[AnyRoute]:
    """Return the consumer of each topic."""
    return [*user_routes(open_profile, work_in, clock), *activity_routes(work_in), *live_routes(work_in, clock)]
