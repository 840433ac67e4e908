"""An import from the upload to its reversal, over HTTP on the real Postgres."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest
import pytest_asyncio
from services.library.tests.import_client import IMPORTS, Api

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.tokens import Tokens
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, ExternalIds, SeasonSummary, SeasonSyncedV1
from library.application.imports.processing.completing import CompleteImports
from library.bootstrap import Container
from library.infrastructure.imports.work import SqlImportUnits

pytestmark = pytest.mark.integration

MATRIX: Final = media_id("movie", 603)
SOLARIS_1972: Final = media_id("movie", 593)
SOLARIS_2002: Final = media_id("movie", 2103)
SHOW: Final = media_id("show", 1396)

IMDB: Final = """Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres
tt0133093,9,2024-02-13,The Matrix,https://www.imdb.com/title/tt0133093/,Movie,8.7,136,1999,Action
tt9999999,7,2024-02-14,A Missing Movie,https://www.imdb.com/title/tt9999999/,Movie,5.0,90,2001,Drama
tt0133094,99,2024-02-15,Bad,https://www.imdb.com/title/tt0133094/,Movie,8.7,136,1999,Action
"""
DIARY: Final = """Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-02,The Matrix,1999,https://boxd.it/aaaa,4.5,,,2024-01-01
2024-02-02,The Matrix,1999,https://boxd.it/bbbb,5,Yes,cinema,2024-02-01
2024-03-02,Solaris,2002,https://boxd.it/cccc,,,,2024-03-01
"""
NETFLIX: Final = """Title,Date
"The Example: Season 1: Pilot","13/02/2024"
"The Example: Season 1: The Second","14/02/2024"
"Solaris","15/02/2024"
"""


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(
        imported(
            603,
            kind="movie",
            title="The Matrix",
            release_date=date(1999, 3, 31),
            external_ids=ExternalIds(imdb="tt0133093"),
        ),
        imported(593, kind="movie", title="Solaris", release_date=date(1972, 3, 20)),
        imported(2103, kind="movie", title="Solaris", release_date=date(2002, 11, 29)),
        imported(1396, title="The Example", seasons=[SeasonSummary(number=1, episode_count=2)]),
        SeasonSyncedV1(
            version=1,
            show_tmdb_id=1396,
            synced_at=NOON,
            season_id=season_id(1396, 1),
            media_id=SHOW,
            number=1,
            episodes=[
                Episode(episode_id=episode_id(1396, 1, 1), number=1, title="Pilot"),
                Episode(episode_id=episode_id(1396, 1, 2), number=2, title="The Second"),
            ],
        ),
    )


def statuses(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(row["status"] for row in rows)


async def test_a_file_is_matched_and_waits_for_a_decision(api: Api) -> None:
    run = await api.upload(IMDB, name="ratings.csv")

    rows = await api.rows(run["id"])
    assert (run["state"], run["format"], run["error"]) == ("ready", "imdb", None)
    assert run["counts"] == {"matched": 1, "importing": 1, "rejected": 1}
    assert run["progress"] == {"done": 3, "total": 3}
    assert [(row["position"], row["status"], row["code"]) for row in rows] == [
        (1, "matched", None),
        (2, "importing", None),
        (3, "rejected", "out_of_range"),
    ]
    assert (rows[0]["mediaItemId"], rows[0]["confidence"]) == (str(MATRIX), 1.0)
    assert rows[0]["mediaSummary"]["title"] == "The Matrix"
    assert rows[2]["field"] == "Your Rating"
    assert await api.entry(MATRIX) is None


async def test_a_commit_adds_ratings_plays_and_tags(api: Api, published_events: Any) -> None:
    run = await api.upload(DIARY, name="diary.csv")

    committed = await api.commit(run["id"])

    assert (run["format"], run["counts"]) == ("letterboxd", {"matched": 3})
    assert (committed["state"], committed["counts"]) == ("committed", {"committed": 3})
    entry = await api.entry(MATRIX)
    assert entry is not None
    assert (entry["state"], entry["rating"]) == ("completed", 100)
    assert await api.entry(SOLARIS_1972) is None
    assert (await api.entry(SOLARIS_2002) or {})["state"] == "completed"
    events = [event for event in await published_events() if event.get("mediaId") == str(MATRIX) and "rating" in event]
    # The rating has its own time, no other change of an import does.
    assert [(event["imported"], event["ratedAt"][:10]) for event in events] == [(True, "2024-02-02")]


async def test_episodes_are_found_by_their_names_and_a_title_without_a_year_is_ambiguous(api: Api) -> None:
    run = await api.upload(NETFLIX, name="NetflixViewingHistory.csv")

    rows = await api.rows(run["id"])
    assert [(row["status"], row["season"], row["episode"], row["confidence"]) for row in rows] == [
        ("matched", 1, 1, 0.9),
        ("matched", 1, 2, 0.9),
        ("ambiguous", None, None, 0.9),
    ]
    assert {item["mediaItemId"] for item in rows[2]["alternatives"]} == {str(SOLARIS_1972), str(SOLARIS_2002)}
    await api.commit(run["id"])
    entry = await api.entry(SHOW)
    assert entry is not None
    assert (entry["state"], entry["progress"]["seasons"]) == ("watching", {"1": 2})


async def test_a_user_chooses_the_title_of_a_row_or_skips_it(api: Api) -> None:
    run = await api.upload(NETFLIX, name="NetflixViewingHistory.csv")

    chosen = await api.decide(run["id"], 3, mediaItemId=str(SOLARIS_1972))
    skipped = await api.decide(run["id"], 1, skip=True)
    await api.commit(run["id"])

    assert (chosen["status"], chosen["chosen"], chosen["confidence"]) == ("matched", True, 1.0)
    assert skipped["status"] == "skipped"
    assert statuses(await api.rows(run["id"])) == {"skipped": 2, "committed": 1}
    assert await api.entry(SHOW) is None
    assert (await api.entry(SOLARIS_1972) or {})["state"] == "completed"


async def test_a_file_that_is_imported_twice_adds_nothing(api: Api, plays: Callable[[], Awaitable[int]]) -> None:
    first = await api.upload(DIARY, name="diary.csv")
    await api.commit(first["id"])
    before = await plays()

    second = await api.upload(DIARY, name="diary.csv")
    await api.commit(second["id"])

    assert second["counts"] == {"duplicate": 3}
    assert (before, await plays()) == (3, 3)


async def test_a_reversal_takes_back_what_the_import_added_and_nothing_else(
    api: Api, plays: Callable[[], Awaitable[int]]
) -> None:
    run = await api.upload(DIARY, name="diary.csv")
    await api.commit(run["id"])
    notes = {"state": "completed", "notes": "With Ann"}
    await api.client.patch(f"/api/v1/user-media/{MATRIX}", json=notes, headers=api.headers)

    reverted = await api.revert(run["id"])

    assert (reverted["state"], reverted["counts"]) == ("reverted", {"reverted": 3})
    entry = await api.entry(MATRIX)
    assert entry is not None
    assert (entry["rating"], entry["notes"]) == (None, "With Ann")
    assert await api.entry(SOLARIS_2002) is None
    assert await plays() == 0
    again = await api.upload(DIARY, name="diary.csv")
    assert again["counts"] == {"matched": 3}


async def test_ratings_by_hand_stay_unless_the_user_wishes_otherwise(api: Api) -> None:
    await api.client.patch(f"/api/v1/user-media/{MATRIX}", json={"rating": 30}, headers=api.headers)

    kept = await api.upload(IMDB, name="ratings.csv")
    await api.commit(kept["id"])
    after_keeping = await api.entry(MATRIX)
    replaced = await api.upload(IMDB, name="ratings.csv", overwriteRatings=True)
    await api.commit(replaced["id"])
    after_replacing = await api.entry(MATRIX)

    assert after_keeping is not None
    assert after_replacing is not None
    assert (after_keeping["rating"], after_replacing["rating"]) == (30, 90)


async def test_imports_of_others_do_not_exist(api: Api, tokens: Tokens) -> None:
    run = await api.upload(IMDB, name="ratings.csv")

    stranger = tokens.bearer()
    for method, path in (
        ("GET", ""),
        ("GET", "/rows"),
        ("GET", "/events"),
        ("POST", "/revert"),
        ("DELETE", ""),
    ):
        response = await api.client.request(method, f"{IMPORTS}/{run['id']}{path}", headers=stranger)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "IMPORT_NOT_FOUND"), path


async def test_a_file_that_cannot_be_read_fails_its_import_with_a_code(
    api: Api, published_events: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> None:
    run = await api.upload("Colour,Shape\nred,round\n", name="colours.csv")

    assert (run["state"], run["error"]["code"]) == ("failed", "IMPORT_FORMAT_UNKNOWN")
    [ended] = [event for event in await published_events() if "importId" in event]
    assert (ended["importId"], ended["failed"], ended["errorCode"]) == (run["id"], True, "IMPORT_FORMAT_UNKNOWN")
    assert await api.rows(run["id"]) == []


LISTS: Final = json.dumps(
    {
        "format": "marquee",
        "version": 1,
        "lists": [{"id": "1", "name": "Best", "description": "Of all times"}],
        "listItems": [{"listId": "1", "mediaId": str(media)} for media in (MATRIX, SOLARIS_1972, SHOW)],
    }
)


async def list_of(api: Api) -> tuple[dict[str, Any], list[str]]:
    """Return the user's only list and the ids of its titles."""
    [found_list] = (await api.client.get("/api/v1/me/lists", headers=api.headers)).json()["data"]
    items = await api.client.get(f"/api/v1/lists/{found_list['id']}/items", headers=api.headers)
    return found_list, [item["mediaItemId"] for item in items.json()["data"]]


async def test_lists_are_filled_in_their_order_once_and_taken_back(api: Api) -> None:
    run = await api.upload(LISTS, name="export.json")
    await api.commit(run["id"])
    created, items = await list_of(api)

    again = await api.upload(LISTS, name="export.json")
    await api.commit(again["id"])
    repeated = await list_of(api)
    await api.revert(run["id"])

    assert (created["name"], created["description"], created["visibility"]) == ("Best", "Of all times", "private")
    assert items == [str(MATRIX), str(SOLARIS_1972), str(SHOW)]
    assert again["counts"] == {"duplicate": 3}
    assert repeated == (created, items)
    assert (await api.client.get("/api/v1/me/lists", headers=api.headers)).json()["data"] == []


async def test_a_list_of_the_same_name_keeps_what_the_user_added(api: Api) -> None:
    mine = await api.client.post("/api/v1/me/lists", json={"name": "Best"}, headers=api.headers)
    path = f"/api/v1/lists/{mine.json()['data']['id']}/items"
    await api.client.post(path, json={"items": [{"mediaItemId": str(SHOW)}]}, headers=api.headers)

    run = await api.upload(LISTS, name="export.json")
    await api.commit(run["id"])
    filled = await list_of(api)
    await api.revert(run["id"])
    reverted = await list_of(api)

    assert filled[1] == [str(SHOW), str(MATRIX), str(SOLARIS_1972)]
    assert reverted[1] == [str(SHOW)]
    assert reverted[0]["itemCount"] == 1


async def test_a_missing_title_is_requested_and_committed_when_it_arrives(
    api: Api,
    container: Container,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., Any],
    published_events: Callable[[], Awaitable[list[dict[str, Any]]]],
) -> None:
    run = await api.upload(IMDB, name="ratings.csv")
    committed = await api.commit(run["id"])
    missing = media_id("movie", 77)

    [request] = [event for event in await published_events() if "imdbId" in event]
    await container.application.imports.complete()
    waiting = await api.read(run["id"])
    await deliver(imported(77, kind="movie", title="Found", external_ids=ExternalIds(imdb="tt9999999")))
    await container.application.imports.complete()
    await api.work()

    assert (request["kind"], request["imdbId"]) == ("movie", "tt9999999")
    assert (committed["counts"], waiting) == ({"committed": 1, "importing": 1, "rejected": 1}, committed)
    assert (await api.read(run["id"]))["counts"] == {"committed": 2, "rejected": 1}
    assert (await api.entry(missing) or {})["rating"] == 70


async def test_a_title_that_never_arrives_is_unknown_after_a_day(api: Api, container: Container) -> None:
    run = await api.upload(IMDB, name="ratings.csv")
    later = FixedClock(NOON + timedelta(days=3))

    units = SqlImportUnits(container.runtime.transactions, later)
    await CompleteImports(units, later, lambda: None)()

    assert (await api.read(run["id"]))["counts"] == {"matched": 1, "unmatched": 1, "rejected": 1}
    assert [row["code"] for row in await api.rows(run["id"], status="unmatched")] == ["title_unknown"]
