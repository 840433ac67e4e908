"""The activity feed, from events of libraries to pages of several users."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.social.tests.society import ADA, BEN, CLEO, DAN, Society

from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import MediaImportedV1
from contracts.library import LibraryEntryChangedV1, ListPublishedV1, PlayRecordedV1
from social.infrastructure.activity import feed as feed_rows
from social.infrastructure.activity import sharing as deciding
from social.infrastructure.activity.tables import activities, entries, hidden_titles, plays, privacy_periods, sharing
from social.infrastructure.people.tables import people

pytestmark = pytest.mark.integration

SHOW, MOVIE = UUID(int=0x51), UUID(int=0x52)


def entry(user_id: UUID, version: int, media_id: UUID = SHOW, **values: Any) -> LibraryEntryChangedV1:
    """Return the event of an entry."""
    stated = {"kind": "show" if media_id == SHOW else "movie", "tmdb_id": 7, "changed_at": NOON, **values}
    return LibraryEntryChangedV1(version=version, user_id=user_id, media_id=media_id, **stated)


def play(user_id: UUID, episode: int | None, at: datetime = NOON, **values: Any) -> PlayRecordedV1:
    """Return the event of a play of an episode, or of the movie."""
    title = {"media_id": MOVIE, "kind": "movie"} if episode is None else {"media_id": SHOW, "kind": "show", "season": 1}
    stated = {"play_id": uuid4(), **title, "episode": episode, "watched_at": at, **values}
    return PlayRecordedV1(user_id=user_id, **stated)


def published(media_id: UUID, title: str | None, **values: Any) -> MediaPublishedV1:
    """Return the event of a title."""
    kind = "show" if media_id == SHOW else "movie"
    stated = {"version": 1, "kind": kind, "tmdb_id": 7, "slug": "a-title", "published_at": NOON, **values}
    return MediaPublishedV1(media_id=media_id, title=title, **stated)


async def follow(society: Society, follower: UUID, followee: UUID) -> None:
    """Let one follow the other."""
    await society.request(follower, "PUT", f"/following/{followee}", expect=200)


async def items(society: Society, viewer: UUID, path: str = "/feed") -> list[tuple[str, str, int]]:
    """Return who has done what, and the counts."""
    return [(item["user"]["username"], item["kind"], item["count"]) for item in await society.get(viewer, path)]


async def test_feed_shows_what_entries_and_plays_say(society: Society) -> None:
    await follow(society, BEN, ADA)
    await society.apply(published(SHOW, "Severance"))
    await society.apply(entry(ADA, 1, state="planned"))
    assert await items(society, BEN) == [("Ada_L", "planned", 1)]
    await society.apply(entry(ADA, 2, state="watching", changed_at=NOON + timedelta(minutes=1)))
    await society.apply(
        entry(ADA, 4, state="completed", rating=90, changed_at=NOON + timedelta(minutes=5)),
        entry(ADA, 3, state="watching", rating=80, changed_at=NOON + timedelta(minutes=3)),
    )
    for viewer in (ADA, BEN):
        seen = await items(society, viewer)
        assert sorted(seen[:2]) == [("Ada_L", "finished", 1), ("Ada_L", "rated", 1)]
        assert seen[2:] == [("Ada_L", "started", 1)]
    assert await items(society, CLEO) == []

    # Episodes of one day are one item, repetitions of an episode count once; a movie is one of its own.
    third = play(ADA, 3, NOON + timedelta(hours=2))
    watched = (play(ADA, 1), play(ADA, 2, NOON + timedelta(hours=1)), third, play(ADA, 3, NOON + timedelta(hours=3)))
    await society.apply(*watched, play(ADA, 4, NOON + timedelta(days=1)), play(ADA, None, NOON + timedelta(days=2)))
    await society.apply(play(ADA, 9, NOON, precision="unknown"), entry(ADA, 1, MOVIE, state="completed"))
    feed = await society.get(BEN, "/feed")
    assert [(item["kind"], item["count"], item["season"], item["episode"]) for item in feed[:3]] == [
        ("watched", 1, None, None),
        ("watched", 1, 1, 4),
        ("watched", 3, 1, 3),
    ]
    assert feed[2] == {
        "id": feed[2]["id"],
        "user": {"id": str(ADA), "username": "Ada_L", "avatarUrl": None},
        "kind": "watched",
        "media": {"id": str(SHOW), "kind": "show", "title": "Severance", "slug": "a-title"},
        "happenedAt": "2026-11-21T15:00:00Z",
        "count": 3,
        "season": 1,
        "episode": 3,
        "rating": None,
    }
    assert [item["rating"] for item in feed if item["kind"] == "rated"] == [90]
    assert feed[0]["media"]["title"] is None

    # A page goes on where the one before has ended; a title that lists do not show is the owner's alone.
    first = (await society.request(BEN, "GET", "/feed", params={"limit": 2}, expect=200)).json()
    rest = await society.get(BEN, "/feed", cursor=first["meta"]["nextCursor"])
    assert [*first["data"], *rest] == feed
    await society.apply(published(SHOW, "Severance", version=2, listed=False))
    assert [item["media"]["id"] for item in await society.get(BEN, "/feed")] == [str(MOVIE)]
    assert len(await society.get(ADA, "/feed")) == len(feed)
    await society.apply(published(SHOW, "Severance", version=3))

    # What is retracted, moved or removed has never been there.
    moved = watched[0].model_copy(update={"watched_at": NOON + timedelta(days=1)})
    retracted = [item.model_copy(update={"retracted": True}) for item in (watched[2], watched[3])]
    await society.apply(moved, *retracted)
    assert [item["count"] for item in (await society.get(BEN, "/feed"))[:3]] == [1, 2, 1]
    await society.apply(entry(ADA, 5, removed=True))
    assert await items(society, BEN) == [("Ada_L", "watched", 1), ("Ada_L", "watched", 2), ("Ada_L", "watched", 1)]


async def test_who_sees_activity_is_decided_at_each_request(society: Society) -> None:
    await society.apply(entry(ADA, 1, state="watching", rating=90))
    path = "/users/ada_l/activity"
    everything = [("Ada_L", "started", 1), ("Ada_L", "rated", 1)]
    assert await items(society, BEN, path) == []
    await follow(society, BEN, ADA)
    assert await items(society, BEN, path) == everything

    async def share(activity: str) -> None:
        body = {"activity": activity, "watchingNow": "friends"}
        response = await society.request(ADA, "PUT", "/me/sharing", json=body, expect=200)
        assert response.json()["data"] == body == await society.get(ADA, "/me/sharing")

    assert await society.get(ADA, "/me/sharing") == {"activity": "followers", "watchingNow": "friends"}
    for decision, seen in (("friends", []), ("only_me", []), ("everyone", everything)):
        await share(decision)
        assert await items(society, BEN, path) == await items(society, BEN) == seen
        assert await items(society, ADA, path) == everything
    # What was done for followers stays for followers.
    assert await items(society, CLEO, path) == []
    await society.user(ADA, show_ratings=False)
    assert await items(society, BEN) == [("Ada_L", "started", 1)]
    await society.user(ADA, show_watch_history=False)
    assert await items(society, BEN) == [("Ada_L", "rated", 1)]
    await society.user(ADA, allow_followers=False)
    assert await items(society, BEN) == []
    await society.user(ADA)

    # A hidden title is hidden at once, and what was done meanwhile for good.
    society.clock.instant = NOON + timedelta(hours=1)
    for _ in range(2):
        await society.request(ADA, "PUT", f"/me/hidden-titles/{SHOW}", expect=204)
    assert [hidden["mediaItemId"] for hidden in await society.get(ADA, "/me/hidden-titles")] == [str(SHOW)]
    assert await items(society, BEN) == []
    late = entry(ADA, 2, state="watching", rating=70, changed_at=NOON + timedelta(minutes=90))
    society.clock.instant = NOON + timedelta(hours=2)
    for _ in range(2):
        await society.request(ADA, "DELETE", f"/me/hidden-titles/{SHOW}", expect=204)
    await society.apply(late)
    assert await items(society, BEN) == [("Ada_L", "started", 1)]
    assert await society.get(ADA, "/me/hidden-titles") == []

    await society.request(ADA, "PUT", f"/blocks/{BEN}", expect=204)
    assert await items(society, BEN) == []
    assert await society.refusal(BEN, "GET", path) == (404, "USER_NOT_FOUND")


async def test_what_a_hidden_title_was_merged_into_is_hidden(society: Society) -> None:
    await follow(society, BEN, ADA)
    await society.apply(entry(ADA, 1, MOVIE, state="planned"), entry(CLEO, 1, MOVIE, state="planned"))
    await society.request(ADA, "PUT", f"/me/hidden-titles/{SHOW}", expect=204)
    merged = MediaImportedV1(
        version=1,
        media_id=SHOW,
        kind="show",
        tmdb_id=7,
        title="A title",
        imported_at=NOON,
        gone_at=NOON,
        successor_id=MOVIE,
        successor_tmdb_id=8,
    )
    assert await items(society, BEN) == [("Ada_L", "planned", 1)]
    await society.apply(merged)
    assert await items(society, BEN) == []

    # What a user has shown again is not hidden by the next version of the title.
    society.clock.instant = NOON + timedelta(hours=1)
    await society.request(ADA, "DELETE", f"/me/hidden-titles/{MOVIE}", expect=204)
    await society.apply(merged.model_copy(update={"version": 2}))
    assert await items(society, BEN) == [("Ada_L", "planned", 1)]
    assert await society.get(CLEO, "/me/hidden-titles") == []


async def test_an_import_fills_no_feed_at_the_time_of_the_import(society: Society) -> None:
    """What an import brings is no news: a rating has its place at its own time, what has none has no item."""
    await follow(society, BEN, ADA)
    await society.apply(entry(ADA, 1, MOVIE, state="planned", rating=40), entry(CLEO, 1, state="watching"))
    long_ago, third = NOON - timedelta(days=400), UUID(int=0x53)
    values = {"imported": True, "changed_at": NOON + timedelta(hours=1)}
    await society.apply(
        entry(ADA, 2, SHOW, state="completed", rating=90, rated_at=long_ago, **values),
        entry(ADA, 3, MOVIE, state="completed", rating=70, **values),
        entry(ADA, 4, third, state="planned", kind="movie", **values),
    )
    [item] = await society.get(BEN, "/feed")
    assert (item["kind"], item["rating"], item["happenedAt"]) == ("rated", 90, "2025-10-17T12:00:00Z")
    # What the user does from then on is news again, also of a title that was imported.
    await society.apply(entry(ADA, 5, third, state="completed", rating=60, rated_at=NOON, kind="show"))
    assert sorted(await items(society, BEN)) == [("Ada_L", "finished", 1), *[("Ada_L", "rated", 1)] * 2]


async def test_an_imported_rating_has_the_audience_of_the_time_of_the_import(society: Society) -> None:
    """It was rated before anything was hidden; the event of the import arrives before that of the decision."""
    await follow(society, BEN, ADA)
    hour = timedelta(hours=1)
    await society.apply(entry(ADA, 1, rating=90, rated_at=NOON - hour, imported=True, changed_at=NOON + 2 * hour))
    await society.user(ADA, show_ratings=False, changed_at=NOON + hour)
    await society.user(ADA, show_ratings=True, changed_at=NOON + 3 * hour)
    assert await items(society, BEN) == []


async def test_public_lists_are_items_of_their_owners(society: Society) -> None:
    await follow(society, BEN, ADA)

    async def publish(version: int, owner: UUID, is_public: bool) -> None:
        name = f"List {version}" if is_public else None
        await society.apply(
            ListPublishedV1(
                version=version, list_id=MOVIE, user_id=owner, is_public=is_public, name=name, changed_at=NOON
            )
        )

    await publish(1, ADA, True)
    [item] = await society.get(BEN, "/feed")
    assert item["kind"] == "listed"
    assert item["media"] == {"id": str(MOVIE), "kind": "list", "title": "List 1", "slug": None}
    await publish(3, ADA, False)
    await publish(2, ADA, True)
    assert await items(society, BEN) == []
    await publish(4, ADA, True)
    assert [item["media"]["title"] for item in await society.get(BEN, "/feed")] == ["List 4"]
    await publish(5, CLEO, True)
    assert await items(society, BEN) == []
    assert await items(society, CLEO) == [("cleo", "listed", 1)]


async def test_activity_before_its_user_is_known_gets_their_audience(society: Society) -> None:
    await society.apply(entry(DAN, 1, state="watching", rating=50), play(DAN, 1), play(DAN, 2))
    await society.user(DAN, show_ratings=False)
    await follow(society, BEN, DAN)
    assert sorted(await items(society, BEN)) == [("dan_99", "started", 1), ("dan_99", "watched", 2)]


async def test_an_item_is_never_shown_to_more_people_than_when_it_was_made(society: Society) -> None:
    await follow(society, BEN, ADA)

    def minute(number: int) -> datetime:
        return NOON + timedelta(minutes=number)

    # What was done in a private time arrives before its user's events, which are one batch, and behind them.
    hidden = society.changed(ADA, show_watch_history=False, show_ratings=False, changed_at=minute(10))
    shown = society.changed(ADA, changed_at=minute(20))
    early = play(ADA, 1)
    await society.apply_at(minute(15), early)
    await society.apply(entry(ADA, 1, state="watching", rating=90, changed_at=minute(15)))
    await society.apply(hidden, shown)
    await society.apply_at(minute(12), play(ADA, 2))
    assert await items(society, BEN) == []

    # It is published again, which is nothing new; another play is seen.
    await society.apply_at(minute(30), early, play(ADA, 3))
    assert await items(society, BEN) == [("Ada_L", "watched", 1)]

    # Events that are read again from the beginning narrow nothing that was done since.
    async with society.container.runtime.engine.begin() as connection:
        await connection.execute(people.delete().where(people.c.user_id == ADA))
    for event in (hidden, shown):
        await society.apply(event)
    assert await items(society, BEN) == [("Ada_L", "watched", 1)]


async def test_a_page_goes_on_behind_many_items_of_hidden_titles(
    society: Society, monkeypatch: pytest.MonkeyPatch
) -> None:
    await follow(society, BEN, ADA)
    days = [NOON - timedelta(days=number) for number in range(12)]
    await society.apply(*(play(ADA, None, day) for day in days), *(play(ADA, 1, day) for day in days[::5]))
    await society.request(ADA, "PUT", f"/me/hidden-titles/{MOVIE}", expect=204)

    async def pages(limit: int) -> list[str]:
        shown, cursor = [], None
        while True:
            params = {"limit": limit} | ({"cursor": cursor} if cursor else {})
            page = (await society.request(BEN, "GET", "/feed", params=params, expect=200)).json()
            shown += [item["happenedAt"][:10] for item in page["data"]]
            cursor = page["meta"]["nextCursor"]
            if cursor is None:
                return shown

    expected = [day.isoformat()[:10] for day in days[::5]]
    for limit in (1, 2, 3, 20):
        assert await pages(limit) == expected
    assert [item["happenedAt"][:10] for item in await society.get(BEN, "/feed", limit=1, offset=1)] == expected[1:2]
    # A page that takes too many queries ends early, and its cursor goes on.
    monkeypatch.setattr(feed_rows, "_MOST_QUERIES", 1)
    for limit in (1, 2, 3):
        assert await pages(limit) == expected


async def test_who_changes_their_mind_often_adds_few_rows(society: Society, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "MOST_PERIODS", 3)
    await follow(society, BEN, ADA)
    for number in range(8):
        society.clock.instant = NOON + timedelta(hours=number + 1)
        audience = "only_me" if number in (0, 2, 7) else ("friends", "followers")[number % 2]
        body = {"activity": audience, "watchingNow": "friends"}
        await society.request(ADA, "PUT", "/me/sharing", json=body, expect=200)
        method = ("PUT", "DELETE")[number % 2]
        await society.request(ADA, method, f"/me/hidden-titles/{MOVIE}", expect=204)
    async with society.container.runtime.engine.connect() as connection:
        mine = [row for row in (await connection.execute(privacy_periods.select())).all() if row.user_id == ADA]
        hidden = (await connection.execute(hidden_titles.select())).all()
    # What was done in the merged time is seen by as few as in any part of it.
    assert [(row.since - NOON, row.watched) for row in sorted(mine, key=lambda row: row.since)] == [
        (timedelta(), 3),
        (timedelta(hours=7), 2),
        (timedelta(hours=8), 3),
    ]
    assert sorted((row.hidden_at - NOON, row.shown_at - NOON) for row in hidden) == [
        (timedelta(hours=1), timedelta(hours=4)),
        (timedelta(hours=5), timedelta(hours=6)),
        (timedelta(hours=7), timedelta(hours=8)),
    ]


async def test_a_public_list_with_another_name_is_no_news(society: Society) -> None:
    """It was made public while only the owner saw it: a later event shows it to no one else."""
    await follow(society, BEN, ADA)

    def published_at(version: int, hours: int, *, is_public: bool = True) -> ListPublishedV1:
        return ListPublishedV1(
            version=version,
            list_id=MOVIE,
            user_id=ADA,
            is_public=is_public,
            name=f"List {version}" if is_public else None,
            changed_at=NOON + timedelta(hours=hours),
        )

    for hours, audience in ((1, "only_me"), (3, "followers")):
        society.clock.instant = NOON + timedelta(hours=hours)
        body = {"activity": audience, "watchingNow": "friends"}
        await society.request(ADA, "PUT", "/me/sharing", json=body, expect=200)
    await society.apply(published_at(1, 2))
    await society.apply(published_at(2, 4))
    [item] = await society.get(ADA, "/feed")
    assert (item["media"]["title"], item["happenedAt"]) == ("List 2", "2026-11-21T14:00:00Z")
    assert await items(society, BEN) == []
    # It is news again when it was not public in between.
    await society.apply(published_at(3, 5, is_public=False), published_at(4, 6))
    [item] = await society.get(BEN, "/feed")
    assert (item["media"]["title"], item["happenedAt"]) == ("List 4", "2026-11-21T18:00:00Z")


async def test_an_erased_user_leaves_no_activity(society: Society) -> None:
    await society.request(ADA, "PUT", f"/me/hidden-titles/{MOVIE}", expect=204)
    body = {"activity": "everyone", "watchingNow": "friends"}
    await society.request(ADA, "PUT", "/me/sharing", json=body, expect=200)
    await society.apply(entry(ADA, 1, state="watching", rating=90), play(ADA, 1))
    await society.apply(UserDeletedV1(version=9, user_id=ADA, deleted_at=NOON))
    await society.apply(entry(ADA, 2, state="completed"), play(ADA, 2))
    assert await society.refusal(ADA, "PUT", "/me/sharing", json=body) == (403, "ACCOUNT_ERASED")
    assert await society.refusal(ADA, "PUT", f"/me/hidden-titles/{SHOW}") == (403, "ACCOUNT_ERASED")
    async with society.container.runtime.engine.connect() as connection:
        for table in (activities, entries, hidden_titles, plays, privacy_periods, sharing):
            rows = (await connection.execute(table.select())).all()
            assert [row for row in rows if row.user_id == ADA] == [], table.name
