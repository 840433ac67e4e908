"""Events about users: their names and privacy, their erasure, and the end of their sessions."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.sessions.ended import save_ended
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.auth import ProfileContent, SessionRevokedV1, UserChangedV1, UserDeletedV1
from social.application.activity.sharing import update_people
from social.application.people.erasing import erase_users
from social.application.unit_of_work import UnitOfWork
from social.domain.people.person import Person, Privacy

USER_TOPICS: Final = (UserChangedV1.topic, UserDeletedV1.topic, SessionRevokedV1.topic)

OpenProfile = Callable[[UUID, str | None], ProfileContent | None]
"""Returns what the sealed part of a user's event holds."""


def user_routes(
    open_profile: OpenProfile, work_in: Callable[[Transaction], UnitOfWork], clock: Clock
) -> list[AnyRoute]:
    """Return the consumer of each topic."""

    async def changed(transaction: Transaction, deliveries: Sequence[Delivery[UserChangedV1]]) -> None:
        people = [_person(delivery.event, open_profile) for delivery in deliveries]
        await update_people(work_in(transaction), people)

    async def deleted(transaction: Transaction, deliveries: Sequence[Delivery[UserDeletedV1]]) -> None:
        await erase_users(work_in(transaction), {delivery.event.user_id for delivery in deliveries}, clock.now())

    async def signed_out(transaction: Transaction, deliveries: Sequence[Delivery[SessionRevokedV1]]) -> None:
        ended = {delivery.event.session_id: delivery.event.expires_at for delivery in deliveries}
        await save_ended(work_in(transaction).ended_sessions, ended, timedelta(), clock.now())

    return [
        Route(UserChangedV1.topic, UserChangedV1.type, UserChangedV1, changed),
        Route(UserDeletedV1.topic, UserDeletedV1.type, UserDeletedV1, deleted),
        Route(SessionRevokedV1.topic, SessionRevokedV1.type, SessionRevokedV1, signed_out),
    ]


def _person(event: UserChangedV1, open_profile: OpenProfile) -> Person:
    content = open_profile(event.user_id, event.sealed_profile)
    return Person(
        user_id=event.user_id,
        version=event.version,
        changed_at=event.changed_at,
        privacy=Privacy(event.profile_public, event.show_watch_history, event.show_ratings, event.allow_followers),
        username=None if content is None else content.username,
        avatar_id=None if content is None else content.avatar_id,
    )
