"""A deleted account leaves no data of its user: every column, topic and bucket of a running stack is searched."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from billing_data import fill_billing
from chassis.testing.kafka import read_all
from contracts.event_catalog import DEAD_LETTER_TOPICS, EVENTS
from contracts.identity import media_id
from devstack.options import DATABASE
from devstack.ports import plan
from devstack.secret_files import load_secrets
from playback_data import fill_playback
from stacks import Stack, eventually, running
from user_data import MOVIE, SHOW, fill, give_picture, registered, user_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

Places = Mapping[str, int]

HELD_BEFORE: Final = {
    "auth.accounts.id",
    "auth.accounts.email",
    "auth.accounts.username",
    "auth.sessions.account_id",
    "auth.confirmations.account_id",
    "auth.audit_entries.account_id",
    "auth.library_entries.account_id",
    "auth.library_counts.account_id",
    "auth.entitlements.account_id",
    "billing.holders.user_id",
    "billing.customers.user_id",
    "billing.checkouts.user_id",
    "billing.subscriptions.user_id",
    "billing.changes.user_id",
    "billing.invoices.user_id",
    "billing.payments.user_id",
    "billing.purchases.user_id",
    "billing.coupon_redemptions.user_id",
    "billing.coupon_attempts.user_id",
    "library.entries.user_id",
    "library.plays.user_id",
    "library.marks.user_id",
    "library.play_counts.user_id",
    "library.stored_responses.user_id",
    "library.lists.user_id",
    "library.lists.name",
    "library.list_members.user_id",
    "library.list_items.added_by",
    "library.list_reactions.user_id",
    "library.positions.user_id",
    "library.scrobble_keys.user_id",
    "library.viewings.user_id",
    "library.unmatched_scrobbles.user_id",
    "library.scrobble_matches.user_id",
    "library.imports.user_id",
    "library.import_chunks.user_id",
    "library.import_rows.user_id",
    "library.import_keys.user_id",
    "library.statistics_documents.user_id",
    "library.users.user_id",
    "library.saved_items.user_id",
    "library.actions.user_id",
    "library.subscriptions.user_id",
    "library.subscription_occurrences.user_id",
    "catalog.user_states.user_id",
    "catalog.calendar_feeds.user_id",
    "catalog.user_services.user_id",
    "ingestion.interests.user_id",
    "ingestion.import_shares.user_id",
    "ingestion.jobs.requested_by",
    "stats.viewings.user_id",
    "insights.user_plays.user_id",
    "notifications.user_plans.user_id",
    "notifications.webhook_events.user_id",
    "playback.sessions.user_id",
    "playback.entitlements.user_id",
    "playback.purchases.user_id",
    "playback.signed_out.user_id",
    "playback.key_releases.user_id",
    "playback.quality_sessions.user_id",
    "playback.watched_parts.user_id",
    "social.reviews.user_id",
    "social.reviews.body",
    "social.review_revisions.body",
    "social.comments.user_id",
    "social.comments.body",
    "social.reactions.user_id",
    "social.reports.user_id",
    "social.contributors.user_id",
    "social.contribution_counts.user_id",
    "social.reviewable_lists.user_id",
    "social.together_sessions.name",
    "social.together_members.user_id",
    "social.together_items.added_by",
    "social.together_kicks.user_id",
    "social.together_attempts.user_id",
    "social.changed_ratings.user_id",
    "topic list.published",
    "topic playback.progressed",
    "topic user.registered",
    "topic user.contact.changed",
    "topic library.entry.changed",
    "topic play.recorded",
    "topic user.services.changed",
    "topic subscription.triggered",
    "topic subscription.changed",
    "topic purchase.changed",
    "topic user.notice.requested",
    "objects",
}
OF_EDITORS: Final = {"catalog.audit_entries.user_id", "catalog.scheduled_changes.user_id"}
"""Columns that name editors only: the tests of the catalog show that their ids are replaced."""
STAYS: Final = {
    # The id alone, so that a replay or a late event does not bring the data back.
    "library.users.user_id",
    "catalog.erased_users.user_id",
    "ingestion.erased_users.user_id",
    "stats.erased_users.user_id",
    "insights.erased_users.user_id",
    "playback.erased_users.user_id",
    "social.erased_users.user_id",
    "notifications.users.user_id",
    "billing.holders.user_id",
    # The id alone, by which what a provider still charges for is found and canceled; the provider states it, too.
    "billing.customers.user_id",
    "billing.checkouts.user_id",
    "billing.subscriptions.user_id",
    "billing.changes.user_id",
    # Messages of providers with the id, for 90 days.
    "billing.webhook_events.body",
    "topic user.deleted",
    # The id as a key without a value, for a day after the compaction.
    "tombstone user.registered",
    "tombstone user.changed",
    "tombstone user.contact.changed",
    "tombstone library.entry.changed",
    "tombstone play.recorded",
    "tombstone user.services.changed",
    "tombstone subscription.changed",
    "tombstone purchase.changed",
    "tombstone list.published",
    # The id for two days, and for one with a recipient that is sealed.
    "topic session.revoked",
    "topic user.notice.requested",
    # Ids and positions for seven days, and what ended for two.
    "topic playback.progressed",
    "topic playback.session.ended",
    # Ids and what happened to a title, or became of a delivery, for 30 days.
    "topic subscription.triggered",
    "topic subscription.upcoming",
    "topic delivery.completed",
    # Ids and the number of rows of imported files, for 30 days.
    "topic library.import.ended",
    # Ids of those whose public pages have changed, for a day.
    "topic library.changed",
    # Ids of those who wait for an import, for 7 days.
    "topic import.progressed",
}
WITHOUT_ROUTES: Final = {
    # Only where an episode airs within days.
    "library.announced_episodes.user_id",
    # Only when a paid month is counted, in the night.
    "billing.report_subjects.user_id",
} | {
    f"notifications.{table}.user_id"
    for table in (
        "deliveries",
        "delivery_attempts",
        "delivery_rates",
        "notifications",
        "target_codes",
        "targets",
        "upcoming_episodes",
        "webhook_attempts",
        "webhook_deliveries",
        "webhook_endpoints",
        "webhook_replays",
    )
}
"""Columns that no client can fill yet, or only with a destination outside of the stack."""
COMPACTED: Final = (
    "user.registered",
    "user.changed",
    "user.contact.changed",
    "user.services.changed",
    "library.entry.changed",
    "play.recorded",
    "subscription.changed",
    "purchase.changed",
    "list.published",
)
AT_ONCE: Final = {
    # All settings of a topic are replaced.
    "cleanup.policy": "compact",
    "segment.ms": "200",
    "min.cleanable.dirty.ratio": "0.01",
    "max.compaction.lag.ms": "200",
    "delete.retention.ms": "100",
}
"""What takes seven days in production, within seconds."""
COLUMNS: Final = (
    "select table_schema, table_name, column_name, data_type from information_schema.columns "
    "join information_schema.tables using (table_schema, table_name) where table_type = 'BASE TABLE' "
    "and table_schema not in ('information_schema', 'pg_catalog') "
    # The rows of a partition are those of its table.
    "and not (select relispartition from pg_class "
    "where oid = format('%I.%I', table_schema, table_name)::regclass)"
)


@pytest.fixture(scope="module")
def filled() -> Iterator[Stack]:
    """Return a stack of its own with two titles: its topics are going to be compacted at once."""
    with running() as started:
        for kind, number in (("movie", MOVIE), ("show", SHOW)):
            done = started.marquee("import", kind, str(number))
            assert done.returncode == 0, done.stdout + done.stderr
        yield started


def test_nothing_of_a_deleted_user_stays_anywhere(filled: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"ada_{uuid4().hex[:8]}"
    with httpx2.Client(base_url=f"{filled.gateway}/api/v1", timeout=30, trust_env=False) as api:
        user = registered(api, name)
        needles = (user_of(user), name)
        fill(filled, api, user, name)
        give_picture(filled, user, name)
        fill_billing(filled, api, user, media_id("movie", MOVIE))
        fill_playback(filled, api, user, name, media_id("movie", MOVIE))
        filled.settle()
        before = asyncio.run(places(filled, needles))
        of_users = asyncio.run(columns_of_users(filled))

        deleted = api.delete("/users/me", headers=user)
        assert deleted.status_code == 204, deleted.text
        eventually(lambda: api.get("/auth/me", headers=user).status_code, lambda status: status == 401)
        filled.settle()
        asyncio.run(compact(filled))
        after = eventually(
            lambda: asyncio.run(places(filled, needles)), lambda held: not (held.keys() - STAYS), seconds=120
        )

    with capsys.disabled():
        print(f"\n{'place':44}{'before':>8}{'after':>8}")
        for place in sorted({*before, *after}):
            print(f"{place:44}{before.get(place, 0):>8}{after.get(place, 0):>8}")
    assert HELD_BEFORE - before.keys() == set(), "the user had no data there, so its erasure is not shown"
    assert of_users - before.keys() - OF_EDITORS - WITHOUT_ROUTES - STAYS == set(), "fill these tables in user_data.py"
    assert after.keys() - STAYS == set()
    assert asyncio.run(places(filled, (name,))) == {}, "the address or the username is somewhere"


async def places(stack: Stack, needles: tuple[str, ...]) -> dict[str, int]:
    """Return how many rows, records or objects of each place contain one of the texts."""
    return {**await columns(stack, needles), **await topics(stack, needles), **objects(stack)}


@asynccontextmanager
async def database(stack: Stack) -> AsyncIterator[asyncpg.Connection]:
    """Connect to the database of a stack as its owner."""
    ports = plan(stack.base)
    password = load_secrets(stack.data, ()).postgres
    connection = await asyncpg.connect(f"postgresql://postgres:{password}@127.0.0.1:{ports['postgres']}/{DATABASE}")
    try:
        yield connection
    finally:
        await connection.close()


async def columns_of_users(stack: Stack) -> set[str]:
    """Return every column that is named as one with the id of a user."""
    async with database(stack) as connection:
        return {
            f"{schema}.{table}.{column}"
            for schema, table, column, _ in await connection.fetch(COLUMNS)
            if column == "user_id"
        }


async def columns(stack: Stack, needles: tuple[str, ...]) -> dict[str, int]:
    """Search every column of every table of every service."""
    counts: dict[str, int] = {}
    async with database(stack) as connection:
        for schema, table, column, kind in await connection.fetch(COLUMNS):
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            count = await connection.fetchval(
                f'select count(*) from "{schema}"."{table}" where lower({text}) like any($1)',
                [f"%{needle}%" for needle in needles],
            )
            if count:
                counts[f"{schema}.{table}.{column}"] = count
    return counts


async def topics(stack: Stack, needles: tuple[str, ...]) -> dict[str, int]:
    """Search every record of every topic: its key, headers and value."""
    names = [*(event.topic for event in EVENTS), *(topic.name for topic in DEAD_LETTER_TOPICS)]
    counts: dict[str, int] = {}
    for record in await read_all(f"127.0.0.1:{plan(stack.base)['kafka']}", *names):
        content = b" ".join([record.key or b"", record.value or b"", repr(record.raw_headers).encode()]).lower()
        if any(needle.encode() in content for needle in needles):
            place = f"{'tombstone' if record.value is None else 'topic'} {record.topic}"
            counts[place] = counts.get(place, 0) + 1
    return counts


def objects(stack: Stack) -> dict[str, int]:
    """Count the objects of every bucket: only this user of the stack has a picture, under random names."""
    count = sum(path.is_file() for folder in stack.data.rglob("buckets") for path in folder.rglob("*"))
    return {"objects": count} if count else {}


async def compact(stack: Stack) -> None:
    """Let Kafka compact the topics of users at once, and begin a new segment: the last one is not compacted."""
    bootstrap = f"127.0.0.1:{plan(stack.base)['kafka']}"
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, AT_ONCE) for topic in COMPACTED])
    finally:
        await admin.close()
    await asyncio.sleep(1)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    try:
        for topic in COMPACTED:
            for partition in await producer.partitions_for(topic):
                # A tombstone of no event, which every consumer skips.
                for _ in range(2):
                    await producer.send_and_wait(topic, None, key=uuid4().bytes, partition=partition)
                    await asyncio.sleep(0.3)
    finally:
        await producer.stop()
