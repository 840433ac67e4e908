"""Nothing is stored of a user whose account was deleted, whatever arrives later; decisions of editors stay."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from services.catalog.tests.integration.conftest import Catalog
from sqlalchemy import insert, select

from catalog.infrastructure.editing.tables import audit_entries
from catalog.infrastructure.erasure import DELETED_EDITOR
from catalog.infrastructure.schedule.tables import calendar_feeds
from catalog.infrastructure.tables import user_states
from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from contracts.library import LibraryEntryChangedV1

pytestmark = pytest.mark.integration


def entry(user_id: UUID, version: int, *, removed: bool = False) -> LibraryEntryChangedV1:
    return LibraryEntryChangedV1(
        version=version,
        user_id=user_id,
        media_id=media_id("movie", 550),
        kind="movie",
        tmdb_id=550,
        state=None if removed else "planned",
        removed=removed,
        changed_at=NOON,
    )


async def values(catalog: Catalog, column: Any) -> list[Any]:
    async with catalog.container.runtime.transactions.read() as connection:
        return list((await connection.execute(select(column))).scalars())


async def test_a_deleted_user_leaves_no_entry_and_gets_none_later(catalog: Catalog) -> None:
    erased, stays = uuid4(), uuid4()
    await catalog.apply(entry(erased, 1), entry(stays, 1))
    await catalog.apply(UserDeletedV1(version=2, user_id=erased, deleted_at=NOON))
    await catalog.apply(entry(erased, 2, removed=True))

    assert await values(catalog, user_states.c.user_id) == [stays]


async def test_a_token_that_is_still_valid_stores_nothing(catalog: Catalog) -> None:
    erased = uuid4()
    await catalog.apply(UserDeletedV1(version=2, user_id=erased, deleted_at=NOON))

    feed = await catalog.client.post("/api/v1/catalog/calendar/feed", headers=catalog.tokens.bearer(erased))

    assert feed.status_code == 201
    assert await values(catalog, calendar_feeds.c.user_id) == []


async def test_decisions_of_a_deleted_editor_stay_without_a_name(catalog: Catalog) -> None:
    editor, other = uuid4(), uuid4()
    common = {"at": NOON, "action": "title.hidden", "subject": "title", "before": {}, "after": {}}
    async with catalog.container.runtime.engine.begin() as connection:
        await connection.execute(insert(audit_entries), [{**common, "user_id": user} for user in (editor, other)])

    await catalog.apply(UserDeletedV1(version=2, user_id=editor, deleted_at=NOON))

    assert sorted(await values(catalog, audit_entries.c.user_id)) == sorted([DELETED_EDITOR, other])
