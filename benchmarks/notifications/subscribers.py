"""Subscribers of one title, who want a mail of each new episode at once, and an episode that airs."""

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert

from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.clock import SystemClock
from notifications.application.users.updates import ContactUpdate
from notifications.bootstrap import Container, build
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence, Value
from notifications.domain.preferences.model import Preferences
from notifications.infrastructure.preferences.documents import document_of
from notifications.infrastructure.tables import preferences
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.settings import Settings

BATCH = 500
"""As many events as a consumer reads at once."""
SHOW = UUID(int=95396)


class Service:
    """The use cases of the service in this process, as its consumer calls them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.key = folder / "encryption.key"
        if not self.key.exists():
            self.key.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        self._container: Container = build(
            Settings.model_validate(
                {
                    "database_url": url,
                    "kafka_bootstrap": "127.0.0.1:1",
                    "encryption_key_files": str(self.key),
                    "notice_key_files": str(self.key),
                }
            )
        )
        self._units = UnitsOfWork(self._container.runtime.transactions, SqlUnitOfWork)

    async def add_subscribers(self, count: int) -> None:
        """Store users with an address, who want mail of new episodes at once."""
        document = document_of(Preferences(frequencies={"new_episode": {"email": "immediate"}}))
        now = SystemClock().now()
        for users in _batches(count):
            async with self._units.begin() as work:
                seal = self._container.sealed.seal_email
                await work.users.save_contacts(
                    [
                        ContactUpdate(user, 1, seal(user, f"user_{user.int}@example.com"), email_confirmed=True)
                        for user in users
                    ]
                )
            async with self._container.runtime.engine.begin() as connection:
                rows = [{"user_id": user, "document": document, "version": 1, "updated_at": now} for user in users]
                await connection.execute(insert(preferences), rows)

    async def air(self, count: int, episode: int) -> None:
        """Record that an episode has aired, for all subscribers: what the consumer does with their events."""
        values: dict[str, Value] = {
            "title": "Severance",
            "slug": "severance",
            "media_kind": "show",
            "season": 2,
            "episode": episode,
            "episode_title": "Trojan's Horse",
        }
        for users in _batches(count):
            occurrences = [
                Occurrence(
                    KINDS["new_episode"],
                    f"new_episode:{SHOW}:episode:2x{episode:02}",
                    user,
                    SystemClock().now(),
                    values,
                    media_id=SHOW,
                )
                for user in users
            ]
            async with self._units.begin() as work:
                await self._container.application.record(work, occurrences)

    async def close(self) -> None:
        """Close the connections."""
        await self._container.runtime.engine.dispose()


def _batches(count: int) -> Iterator[list[UUID]]:
    for first in range(1, count + 1, BATCH):
        yield [UUID(int=number) for number in range(first, min(first + BATCH, count + 1))]
