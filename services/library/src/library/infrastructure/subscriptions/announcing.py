"""Announced airings in one transaction: what differs from what was announced is published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select

from chassis.messaging.transaction import Transaction
from chassis.storage.statements import Row, Statement
from library.domain.subscriptions.occurrence import FIRST_EPISODE
from library.domain.subscriptions.upcoming import AheadAiring
from library.infrastructure.subscriptions.event_mapping import subscription_upcoming, subscription_withdrawn
from library.infrastructure.subscriptions.tables import announced_episodes

CHUNK: Final = 1_000
"""How many events are written at once."""
_KEPT_FOR: Final = timedelta(days=30)
_LOCK: Final = "library.announced_episodes"

_ANNOUNCE: Final = Statement(
    """
    with item as (
      select * from unnest(
        cast(:positions as integer[]), cast(:media_ids as uuid[]), cast(:tmdb_ids as integer[]),
        cast(:season_ids as uuid[]), cast(:seasons as integer[]), cast(:episodes as integer[]),
        cast(:airs_at as timestamptz[])
      ) as item (position, media_id, tmdb_id, season_id, season, episode, airs_at)
    ),
    -- What was announced as it is locks and writes no row. The lock keeps a subscription from being deleted with its
    -- user until its row is written.
    concerned as (
      select s.subscription_id, s.user_id, s.trigger, item.*
      from item join subscriptions s on s.media_id = item.media_id and s.active
        and (s.trigger = 'new_episode' or s.trigger = 'new_season' and item.episode = :first_episode)
      left join announced_episodes a
        on a.subscription_id = s.subscription_id and a.season = item.season and a.episode = item.episode
      where (a.media_id, a.season_id, a.airs_at, a.withdrawn)
        is distinct from (item.media_id, item.season_id, item.airs_at, false)
      order by s.user_id, s.subscription_id
      for key share of s
    ),
    announced as (
      insert into announced_episodes as stored (
        subscription_id, season, episode, user_id, media_id, tmdb_id, season_id, airs_at, withdrawn, version
      )
      select subscription_id, season, episode, user_id, media_id, tmdb_id, season_id, airs_at, false, :version
      from concerned order by subscription_id, season, episode
      on conflict (subscription_id, season, episode) do update set
        media_id = excluded.media_id, tmdb_id = excluded.tmdb_id, season_id = excluded.season_id,
        airs_at = excluded.airs_at, withdrawn = false, version = greatest(stored.version + 1, excluded.version)
      where (stored.media_id, stored.season_id, stored.airs_at, stored.withdrawn)
        is distinct from (excluded.media_id, excluded.season_id, excluded.airs_at, false)
      returning subscription_id, season, episode, version
    )
    select concerned.position, concerned.subscription_id, concerned.user_id, concerned.trigger, announced.version,
      t.name, t.slug
    from announced join concerned using (subscription_id, season, episode)
    left join titles t on t.media_id = concerned.media_id
    order by concerned.position, concerned.user_id
    """
)
"""Store what is announced for the first time, or differs, and return it."""

_WITHDRAW: Final = """
    update announced_episodes a set withdrawn = true, version = greatest(a.version + 1, :version)
    from subscriptions own
    where own.subscription_id = a.subscription_id and a.airs_at > :now and not a.withdrawn and {condition}
    returning a.subscription_id, a.user_id, own.trigger, a.media_id, a.tmdb_id, a.season, a.episode, a.version
"""
_WITHDRAW_OTHERS: Final = Statement(
    _WITHDRAW.format(
        condition="""not exists (
      select from unnest(cast(:media_ids as uuid[]), cast(:seasons as integer[]), cast(:episodes as integer[]))
        as item (media_id, season, episode)
      join subscriptions s on s.media_id = item.media_id and s.active
      where s.subscription_id = a.subscription_id and item.season = a.season and item.episode = a.episode
    ) and (
      exists (select from season_parts p where p.season_id = a.season_id)
      or not exists (select from subscriptions s where s.subscription_id = a.subscription_id and s.active)
    )"""
    )
)
"""Withdraw the airings of the future that are not among these; a season without parts is about to be read again."""
_WITHDRAW_OF: Final = Statement(_WITHDRAW.format(condition="a.subscription_id = :subscription_id"))
_WITHDRAW_DROPPED: Final = Statement(
    _WITHDRAW.format(
        condition="""a.subscription_id in (
      select s.subscription_id from subscriptions s
      join subscriptions kept on kept.user_id = s.user_id and kept.trigger = s.trigger and kept.media_id = :successor
      where s.media_id = :merged
    )"""
    )
)


async def announce(transaction: Transaction, ahead: Sequence[AheadAiring], now: datetime) -> int:
    """Store and publish what differs, in two statements; one process at a time."""
    connection = transaction.connection
    if not await connection.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(_LOCK)))):
        return 0
    items: dict[str, object] = {
        "media_ids": [item.subject.media_id for item in ahead],
        "seasons": [item.airing.season for item in ahead],
        "episodes": [item.airing.episode for item in ahead],
        "version": _version(now),
    }
    announced = await _ANNOUNCE(
        connection,
        items
        | {
            "positions": list(range(len(ahead))),
            "tmdb_ids": [item.subject.tmdb_id for item in ahead],
            "season_ids": [item.season_id for item in ahead],
            "airs_at": [item.airing.airs_at for item in ahead],
            "first_episode": FIRST_EPISODE,
        },
    )
    for start in range(0, len(announced), CHUNK):
        rows = announced[start : start + CHUNK]
        await transaction.publish(*(subscription_upcoming(row, ahead[row["position"]], now) for row in rows))
    withdrawn = await _WITHDRAW_OTHERS(connection, items | {"now": now})
    await _publish_withdrawn(transaction, withdrawn, now)
    await connection.execute(delete(announced_episodes).where(announced_episodes.c.airs_at < now - _KEPT_FOR))
    return len(announced) + len(withdrawn)


async def withdraw_of(transaction: Transaction, subscription_id: UUID, now: datetime) -> None:
    """Withdraw what was announced to a subscription that is deleted."""
    values = {"subscription_id": subscription_id, "version": _version(now), "now": now}
    await _publish_withdrawn(transaction, await _WITHDRAW_OF(transaction.connection, values), now)


async def withdraw_dropped(transaction: Transaction, merged: UUID, successor: UUID, now: datetime) -> None:
    """Withdraw what was announced to the subscriptions to a merged title that do not move, as the user has the same."""
    values = {"merged": merged, "successor": successor, "version": _version(now), "now": now}
    await _publish_withdrawn(transaction, await _WITHDRAW_DROPPED(transaction.connection, values), now)


async def _publish_withdrawn(transaction: Transaction, withdrawn: Sequence[Row], now: datetime) -> None:
    rows = sorted(withdrawn, key=lambda row: (row["user_id"], row["subscription_id"], row["season"], row["episode"]))
    for start in range(0, len(rows), CHUNK):
        await transaction.publish(*(subscription_withdrawn(row, now) for row in rows[start : start + CHUNK]))


def _version(now: datetime) -> int:
    """Return a version that is higher than that of an earlier announcement, also of one whose row was deleted."""
    return int(now.timestamp() * 1000)
