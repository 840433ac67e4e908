"""The calendar feed over HTTP: public, and personal by a secret token. A third-party parser reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import icalendar
import pytest
from sqlalchemy import select

from catalog.infrastructure.schedule.tables import calendar_feeds
from contracts.auth import UserDeletedV1
from contracts.identity import episode_id
from contracts.ingestion import Release, Translation

if TYPE_CHECKING:
    import httpx2
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = date(2026, 11, 21)


def at(days: int, hour: int) -> datetime:
    return datetime(2026, 11, 21, hour, tzinfo=UTC) + timedelta(days=days)


def events(response: httpx2.Response) -> dict[str, Any]:
    """Return the events of a feed by summary."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    read = icalendar.Calendar.from_ical(response.content)
    return {str(item["summary"]): item for item in read.walk("VEVENT")}


async def created_feed(catalog: Catalog, user: UUID) -> str:
    """Create a user's feed, and return its path below the catalog."""
    response = await catalog.client.post("/api/v1/catalog/calendar/feed", headers=catalog.tokens.bearer(user))
    assert (response.status_code, response.headers["cache-control"]) == (201, "no-store")
    data = response.json()["data"]
    assert data["path"] == f"/api/v1/catalog/calendar.ics?token={data['token']}"
    return str(data["path"].removeprefix("/api/v1/catalog"))


async def test_public_feed_is_read_by_a_parser(catalog: Catalog, make: Make) -> None:
    opening = (Release(region="US", type="theatrical", date=TODAY),)
    await catalog.apply(
        make.show(1, title="Dark", translations={"uk": Translation(title="Пітьма")}),
        make.season(1, 1, [TODAY, at(0, 20), at(-1, 20), at(31, 0)], version=1_795_176_000_000_000),
        make.movie(2, title="Dune", releases=opening),
    )

    items = events(await catalog.get("/calendar.ics"))

    assert list(items) == ["Dark S1E1 Episode 1", "Dark S1E2 Episode 2"]
    whole, timed = items.values()
    assert (whole["dtstart"].dt, whole["dtend"].dt) == (TODAY, TODAY + timedelta(days=1))
    assert timed["dtstart"].dt == at(0, 20)
    assert timed["uid"] == f"{episode_id(1, 1, 2)}@catalog.marquee"
    assert timed["dtstamp"].dt == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert list(events(await catalog.get("/calendar.ics?days=90"))) == [*items, "Dark S1E4 Episode 4"]
    ukrainian = await catalog.get("/calendar.ics?include=releases&language=uk")
    assert "Dune (у кінотеатрах)" in events(ukrainian)
    assert "Пітьма S1E1 Episode 1" in events(ukrainian)
    assert "uk" in ukrainian.headers["content-language"]


async def test_feed_changes_only_with_its_content(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1), make.season(1, 1, [at(0, 20)]))
    first = await catalog.get("/calendar.ics")
    catalog.clock.instant += timedelta(hours=3)

    again = await catalog.get("/calendar.ics", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await catalog.apply(make.season(1, 1, [at(0, 21)], version=2))
    moved = await catalog.get("/calendar.ics", if_none_match=first.headers["etag"])
    [before], [after] = events(first).values(), events(moved).values()
    assert (before["uid"], after["dtstart"].dt) == (after["uid"], at(0, 21))


async def test_personal_feed_needs_only_its_token(catalog: Catalog, make: Make) -> None:
    me = uuid4()
    await catalog.apply(
        *(make.show(number, title=f"Show {number}") for number in (1, 2, 3)),
        *(make.season(number, 1, [at(-7, 12), at(0, 20)]) for number in (1, 2, 3)),
        make.entry(me, 1, "show", state="watching"),
        make.entry(me, 2, "show", state="dropped"),
        make.entry(uuid4(), 3, "show", state="watching"),
    )
    path = await created_feed(catalog, me)

    response = await catalog.get(path)

    assert list(events(response)) == ["Show 1 S1E1 Episode 1", "Show 1 S1E2 Episode 2"]
    assert response.headers["cache-control"] == "private, no-cache"
    await catalog.apply(make.entry(me, 2, "show", state="planned", version=2))
    assert len(events(await catalog.get(path))) == 4


async def test_token_is_replaced_revoked_and_stored_as_a_hash(catalog: Catalog) -> None:
    me = uuid4()
    feed = "/api/v1/catalog/calendar/feed"
    signed = catalog.tokens.bearer(me)
    assert (await catalog.client.get(feed, headers=signed)).json()["data"] is None

    old, new = await created_feed(catalog, me), await created_feed(catalog, me)

    assert (await catalog.get(old)).json()["error"]["code"] == "CALENDAR_FEED_NOT_FOUND"
    assert (await catalog.get(new)).status_code == 200
    state = await catalog.client.get(feed, headers=signed)
    assert state.json()["data"] == {"createdAt": "2026-11-21T12:00:00Z"}
    async with catalog.container.runtime.transactions.read() as connection:
        [row] = await connection.execute(select(calendar_feeds))
    assert new.partition("=")[2].encode() not in row.token_hash
    assert len(row.token_hash) == 32
    for _ in range(2):
        assert (await catalog.client.delete(feed, headers=signed)).status_code == 204
    assert (await catalog.get(new)).status_code == 404
    assert (await catalog.client.get(feed, headers=signed)).json()["data"] is None


async def test_feed_of_a_deleted_user_is_erased(catalog: Catalog) -> None:
    me, other = uuid4(), uuid4()
    mine, theirs = await created_feed(catalog, me), await created_feed(catalog, other)

    for version in (1, 2):
        await catalog.apply(UserDeletedV1(version=version, user_id=me, deleted_at=at(0, 12)))

    assert (await catalog.get(mine)).status_code == 404
    assert (await catalog.get(theirs)).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_only_a_signed_in_user_manages_a_feed(catalog: Catalog, method: str) -> None:
    response = await catalog.client.request(method, "/api/v1/catalog/calendar/feed")

    assert (response.status_code, response.json()["error"]["code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("query", ["days=0", "days=91", "token=", "token=wrong", f"token={'x' * 201}", "user=1"])
async def test_invalid_feed_requests_are_rejected(catalog: Catalog, query: str) -> None:
    response = await catalog.get(f"/calendar.ics?{query}")

    assert response.status_code == (404 if query in ("token=", "token=wrong") else 400)


async def test_token_is_in_no_log_line(
    catalog: Catalog, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = await created_feed(catalog, uuid4())
    token = path.partition("=")[2]
    caplog.set_level("DEBUG")

    await catalog.get(path)
    await catalog.get(f"{path}&days=0")

    # The client of the test logs its requests.
    records = [record for record in caplog.records if not record.name.startswith("http")]
    assert any(record.name == "access" for record in records)
    assert all(token not in str(record.__dict__) for record in records)
    assert token not in "".join(capsys.readouterr())
