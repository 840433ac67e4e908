"""Saved titles, subscriptions, positions and lists of an export as actions, and what is rejected of them."""

import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from services.library.tests.journals import TITLE

from library.domain.exports.document import FORMAT, VERSION
from library.domain.imports.documents import from_document, to_document
from library.domain.imports.kept import SavedTitle, StoppedAt, Subscribed
from library.domain.imports.keys import effects
from library.domain.imports.reading import parse
from library.domain.imports.rows import ParsedFile
from library.domain.positions.position import Device, Playable, Position
from library.domain.subscriptions.subscription import Filter

pytestmark = pytest.mark.unit

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
AT: Final = datetime(2024, 2, 13, 20, 15, tzinfo=UTC)
THEN: Final = "2024-02-13T20:15:00+00:00"
SAVED: Final[dict[str, Any]] = {"mediaId": str(TITLE), "list": "for_later", "createdAt": THEN, "updatedAt": THEN}
SUBSCRIPTION: Final[dict[str, Any]] = {
    "id": "s",
    "mediaId": str(TITLE),
    "trigger": "new_season",
    "region": "US",
    "providerIds": [8],
    "active": True,
    "subscribedAt": THEN,
    "createdAt": THEN,
}
POSITION: Final[dict[str, Any]] = {
    "mediaId": str(TITLE),
    "season": 1,
    "episode": 2,
    "deviceId": "tv",
    "deviceName": "Living room",
    "seconds": 600,
    "durationSeconds": 1800,
    "state": "paused",
    "at": THEN,
    "origin": "api",
    "lastEpisode": None,
    "reportsProgress": False,
}


def parsed(**sections: object) -> ParsedFile:
    """Return the rows of a document."""
    titles = [{"mediaId": str(TITLE), "kind": "show", "tmdbId": 801, "title": "Harbour"}]
    document = {"format": FORMAT, "version": VERSION, "titles": titles, **sections}
    return parse("export.json", json.dumps(document).encode(), NOW)


def test_what_is_kept_is_an_action_of_its_title() -> None:
    occurrences = [{"subscriptionId": "s", "occurrence": "season:2", "triggeredAt": THEN}]
    file = parsed(
        savedItems=[SAVED | {"reasonKey": "trendingNow"}],
        subscriptions=[SUBSCRIPTION],
        subscriptionOccurrences=occurrences,
        positions=[POSITION],
    )

    assert file.rejected == ()
    assert [row.actions for row in file.rows] == [
        (SavedTitle("for_later", "trendingNow", AT, AT),),
        (Subscribed("new_season", Filter("US", (8,)), AT, AT, (("season:2", AT),)),),
        (
            StoppedAt(
                Position(
                    Playable(UUID(int=0), 1, 2),
                    Device("tv", "Living room"),
                    600,
                    1800,
                    "paused",
                    AT,
                    "api",
                    None,
                    reports_progress=False,
                )
            ),
        ),
    ]
    for row in file.rows:
        stored = json.loads(json.dumps(to_document(row.actions[0])))
        assert from_document(stored) == row.actions[0]


def test_a_position_in_a_movie_has_no_episode() -> None:
    [row] = parsed(positions=[POSITION | {"season": -1, "episode": -1}]).rows
    [action] = row.actions
    assert isinstance(action, StoppedAt)
    assert action.position.playable == Playable(UUID(int=0))


def test_an_ended_subscription_is_ignored() -> None:
    file = parsed(subscriptions=[SUBSCRIPTION | {"active": False}])
    assert (file.rows, file.rejected) == ((), ())
    assert [(rows.file, rows.reason) for rows in file.ignored] == [("subscriptions", "ended")]


def test_the_keys_of_what_is_kept_are_the_same_in_a_later_export() -> None:
    sections = {"savedItems": [SAVED], "subscriptions": [SUBSCRIPTION], "positions": [POSITION]}
    first, second = ([effect.key for effect in effects(parsed(**sections))] for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("section", "entry", "field"),
    [
        ("lists", {"name": "A", "rules": {"match": {}}}, "rules"),
        ("lists", {"name": "A", "rules": []}, "rules"),
        ("lists", {"name": "A", "coverUrl": "javascript:alert(1)"}, "coverUrl"),
        ("savedItems", SAVED | {"list": "other"}, "list"),
        ("savedItems", SAVED | {"reasonKey": "a b"}, "reasonKey"),
        ("savedItems", SAVED | {"createdAt": None}, "createdAt"),
        ("subscriptions", SUBSCRIPTION | {"trigger": "release"}, "trigger"),
        ("subscriptions", SUBSCRIPTION | {"trigger": 1}, "trigger"),
        ("subscriptions", SUBSCRIPTION | {"region": "usa"}, "region"),
        ("subscriptions", SUBSCRIPTION | {"providerIds": [10**30]}, "providerIds"),
        ("subscriptions", SUBSCRIPTION | {"providerIds": {}}, "providerIds"),
        ("positions", POSITION | {"seconds": -1}, "seconds"),
        ("positions", POSITION | {"deviceId": "a\0"}, "deviceId"),
        ("positions", POSITION | {"state": "idle"}, "state"),
        ("positions", POSITION | {"origin": "an origin"}, "origin"),
        ("positions", POSITION | {"at": "2030-01-01T00:00:00Z"}, "at"),
    ],
)
def test_what_no_user_can_keep_is_rejected(section: str, entry: dict[str, Any], field: str) -> None:
    file = parsed(**{section: [entry]})
    assert (file.rows, file.lists) == ((), ())
    assert [row.field for row in file.rejected] == [field]
