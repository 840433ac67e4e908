"""An export and its import: every item of a journal comes back as it was, in its order."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.library.tests.export_documents import item_document
from services.library.tests.journals import TITLE, show

from library.domain.entries.progress import EpisodeNumber
from library.domain.exports.document import FORMAT, VERSION
from library.domain.imports.errors import ImportUnreadable
from library.domain.imports.keys import effects
from library.domain.imports.reading import parse
from library.domain.imports.recorded import from_document, restored, to_document
from library.domain.imports.rows import ImportRow, ListHeader, ListMember, Moment, ParsedFile, Recorded
from library.domain.plays.fold import summarize
from library.domain.plays.items import Item, Mark, NewItem, NewMark, NewPlay, Play, Precision, own_key
from library.domain.plays.show import Show

pytestmark = pytest.mark.unit

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
BATCH: Final = UUID(int=99)
USER: Final = UUID(int=8)
SHOW: Final = show(3, 2, source_ids={EpisodeNumber(1, 1): 501, EpisodeNumber(1, 2): 502, EpisodeNumber(1, 3): 503})
RENUMBERED: Final = show(3, 2, source_ids={EpisodeNumber(1, 1): 502, EpisodeNumber(1, 2): 501})
MEMBER: Final = {"listId": "x", "mediaId": str(TITLE)}

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)
# Few different times, so that the order of recording matters.
times = st.integers(0, 5).map(lambda step: NOW - timedelta(days=9, microseconds=-step))
keys = st.none() | st.uuids().map(str)
origins = st.sampled_from(["api", "import:letterboxd", "scrobble:jellyfin", "migration"])
precisions: st.SearchStrategy[Precision] = st.sampled_from(["instant", "day", "year"])
marks: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("state"), "value": st.sampled_from(["planned", "watching", "completed", "dropped", "paused"])}
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("rating"),
            "value": st.none() | st.integers(0, 100),
            "place": st.sampled_from([(None, None), (1, None), (1, 2), (0, 1)]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("notes"), "value": st.none() | texts}),
    st.fixed_dictionaries({"kind": st.just("tags"), "value": st.lists(texts, max_size=3)}),
    st.fixed_dictionaries({"kind": st.just("rewatch"), "value": st.none()}),
    st.fixed_dictionaries(
        {
            "kind": st.just("progress"),
            "value": st.fixed_dictionaries(
                {
                    "seasons": st.dictionaries(st.sampled_from(["0", "1", "2"]), st.none() | st.integers(1, 3)),
                    "replace": st.booleans(),
                }
            ),
        }
    ),
)


@st.composite
def plays_of_show(draw: st.DrawFn) -> Play:
    watched_at = draw(st.none() | times)
    precision: Precision = "unknown" if watched_at is None else draw(precisions)
    place = EpisodeNumber(draw(st.integers(0, 2)), draw(st.integers(1, 3)))
    return Play(
        play_id=draw(st.uuids()),
        user_id=USER,
        media_id=TITLE,
        place=place,
        source_id=SHOW.source_id(place),
        watched_at=watched_at,
        precision=precision,
        duration_seconds=draw(st.none() | st.integers(0, 20_000)),
        origin=draw(origins),
        key=draw(keys),
        batch_id=None,
        causation=draw(st.none() | st.dictionaries(texts, texts, min_size=1, max_size=2)),
        at=watched_at or draw(times),
        sequence=0,
        recorded_at=NOW,
    )


@st.composite
def marks_of_show(draw: st.DrawFn) -> Mark:
    drawn = draw(marks)
    season, episode = drawn.get("place", (None, None))
    return Mark(
        mark_id=draw(st.uuids()),
        user_id=USER,
        media_id=TITLE,
        kind=drawn["kind"],
        value=drawn["value"],
        season=season,
        episode=episode,
        origin=draw(origins),
        key=draw(keys),
        batch_id=None,
        at=draw(times),
        sequence=0,
        recorded_at=NOW,
    )


journals = st.lists(plays_of_show() | marks_of_show(), max_size=12).map(
    lambda items: [replace(item, sequence=number) for number, item in enumerate(items, 1)]
)


def exported(items: list[Item], **sections: object) -> bytes:
    """Return the document of a journal, as a file."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "titles": [
            {"mediaId": str(TITLE), "kind": "show", "tmdbId": 801, "title": "Harbour", "releaseDate": "2021-02"}
        ],
        "plays": [item_document(item) for item in items if isinstance(item, Play)],
        "marks": [item_document(item) for item in items if isinstance(item, Mark)],
        **sections,
    }
    return json.dumps(document).encode()


def imported(content: bytes) -> ParsedFile:
    """Return the rows of a file, none of which is rejected."""
    parsed = parse("export.json", content, NOW)
    assert (parsed.format, parsed.rejected) == ("marquee", ())
    return parsed


def new_items(parsed: ParsedFile, of: Show) -> list[NewItem]:
    """Return what the effects of a file add to a journal, through the form in which they are stored."""
    actions = [effect.action for effect in effects(parsed) if isinstance(effect.action, Recorded)]
    stored = [json.loads(json.dumps(to_document(action))) for action in actions]
    return [restored(from_document(document), TITLE, BATCH, NOW, of) for document in stored]


def recorded(items: list[NewItem], of: Show) -> list[Item]:
    """Return items as the journal of an empty account stores them."""
    return [_recorded(item, number, of) for number, item in enumerate(items, 1)]


def _recorded(item: NewItem, number: int, of: Show) -> Item:
    shared = {
        "user_id": USER,
        "media_id": item.media_id,
        "origin": item.origin,
        "key": item.key,
        "batch_id": None,
        "at": item.at or NOW,
        "sequence": number,
        "recorded_at": NOW,
    }
    if isinstance(item, NewMark):
        own = {"kind": item.kind, "value": item.value, "season": item.season, "episode": item.episode}
        return Mark(mark_id=UUID(int=number), **own, **shared)  # type: ignore[arg-type]
    return Play(
        play_id=UUID(int=number),
        place=item.place,
        source_id=of.source_id(item.place),
        watched_at=item.watched_at,
        precision=item.precision,
        duration_seconds=item.duration_seconds,
        causation=item.causation,
        **shared,  # type: ignore[arg-type]
    )


def comparable(items: list[Item]) -> list[Item]:
    """Return items without their ids, with the key that they have in an export."""
    return [
        replace(item, play_id=UUID(int=item.sequence), key=item.key or own_key(item.play_id))
        if isinstance(item, Play)
        else replace(item, mark_id=UUID(int=item.sequence), key=item.key or own_key(item.mark_id))
        for item in items
    ]


def unique(items: list[Item]) -> list[Item]:
    """Return items of one journal: each key once."""
    by_key: dict[str | None, Item] = {item.key or str(item.sequence): item for item in reversed(items)}
    return sorted(by_key.values(), key=lambda item: item.sequence)


@given(journals.map(unique), st.randoms(use_true_random=False))
def test_a_restored_journal_is_the_same_and_says_the_same(items: list[Item], random: Random) -> None:
    items = [replace(item, sequence=number) for number, item in enumerate(items, 1)]

    content = exported(random.sample(items, k=len(items)))
    after = recorded(new_items(imported(content), SHOW) if items else [], SHOW)

    assert after == comparable(items)
    before, now = (summarize("show", journal, SHOW) for journal in (comparable(items), after))
    assert now == before


def test_keys_are_those_of_the_items_or_their_ids() -> None:
    mark = mark_of("rating", 80, key="a7")
    keyless = replace(mark_of("rating", 90), sequence=2)

    parsed = imported(exported([mark, keyless]))

    assert [effect.key for effect in effects(parsed)] == ["a7", f"marquee:{keyless.mark_id}"]


def test_a_play_follows_its_episode_to_its_present_number() -> None:
    play = play_of(EpisodeNumber(1, 1), 501)

    [item] = new_items(imported(exported([play])), RENUMBERED)

    assert isinstance(item, NewPlay)
    assert item.place == EpisodeNumber(1, 2)


def test_a_row_names_its_title_by_every_id() -> None:
    title = {"mediaId": str(TITLE), "kind": "show", "title": "Harbour", "originalTitle": "Hafen", "tmdbId": 801}
    ids = {"imdbId": "tt9000001", "tvdbId": 701, "traktId": 901, "releaseDate": "2021-02-03"}

    [row] = imported(exported([mark_of("state", "planned")], titles=[title | ids])).rows

    assert (row.kind, row.title, row.original_title, row.year) == ("show", "Harbour", "Hafen", 2021)
    assert list(row.ids.known.values()) == [str(TITLE), "tt9000001", "801", "701", "901"]


def test_lists_have_their_settings_and_members_in_order() -> None:
    rules = {"match": {"all": []}, "scope": "library", "sort": "added", "direction": "desc", "limit": 50}
    lists = [
        {"id": "x", "name": "Rain", "description": "Calm", "visibility": "public", "coverUrl": "https://a.example/1"},
        {"id": "y", "name": "Rain"},
        {"id": "z", "name": "New", "rules": rules},
    ]
    added = {"position": 3, "note": "slow", "addedAt": "2024-02-13T20:15:00+00:00"}
    members = [MEMBER | added, {**MEMBER, "listId": "y"}, {**MEMBER, "listId": "z"}]

    parsed = imported(exported([], lists=lists, listItems=members, entries=[{}, {}]))

    assert parsed.lists == (
        ListHeader("Rain", "Calm", True, "public", "https://a.example/1"),
        ListHeader("Rain (2)", None, True, "private"),
        ListHeader("New", None, True, "private", rules=rules),
    )
    first = ListMember("Rain", 3, Moment("instant", datetime(2024, 2, 13, 20, 15, tzinfo=UTC)), "slow")
    assert [row.actions for row in parsed.rows] == [(first,), (ListMember("Rain (2)"),)]
    assert [(ignored.file, ignored.reason, ignored.count) for ignored in parsed.ignored] == [
        ("listItems", "smart_list", 1),
        ("entries", "not_read", 2),
    ]


@pytest.mark.parametrize(
    ("section", "change", "field"),
    [
        ("plays", {"mediaId": None}, "mediaId"),
        ("plays", {"mediaId": "x"}, "mediaId"),
        ("plays", {"season": 1, "episode": None}, "episode"),
        ("plays", {"season": 10**30}, "season"),
        ("plays", {"watchedAt": "2030-01-01T00:00:00Z"}, "watchedAt"),
        ("plays", {"watchedAt": 5}, "watchedAt"),
        ("plays", {"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ("plays", {"precision": "second"}, "precision"),
        ("plays", {"durationSeconds": -1}, "durationSeconds"),
        ("plays", {"origin": "an origin"}, "origin"),
        ("plays", {"causation": {"a": 1}}, "causation"),
        ("plays", {"causation": []}, "causation"),
        ("plays", {"key": "a\0b"}, "key"),
        ("plays", {"key": None, "id": None}, "key"),
        ("marks", {"kind": "views"}, "kind"),
        ("marks", {"value": "seen"}, "value"),
        ("marks", {"episode": 1}, "season"),
        ("marks", {"kind": "rating", "value": 101}, "value"),
        ("marks", {"kind": "notes", "value": "a" * 2001}, "value"),
        ("marks", {"kind": "notes", "value": "a\0"}, "value"),
        ("marks", {"kind": "tags", "value": "a"}, "value"),
        ("marks", {"kind": "tags", "value": ["a" * 51]}, "value"),
        ("marks", {"kind": "progress", "value": {"seasons": {"one": 1}}}, "value"),
        ("marks", {"kind": "progress", "value": {}}, "value"),
    ],
)
def test_an_item_that_no_journal_can_have_is_rejected(section: str, change: dict[str, object], field: str) -> None:
    item = play_of(EpisodeNumber(1, 1)) if section == "plays" else mark_of("state", "planned")
    document: dict[str, object] = {**item_document(item), **change}

    parsed = parse("export.json", exported([], **{section: [document]}), NOW)

    assert parsed.rows == ()
    assert [row.field for row in parsed.rejected] == [field]


def test_an_item_of_a_list_of_another_file_is_rejected() -> None:
    parsed = parse("export.json", exported([], listItems=[MEMBER]), NOW)
    assert [(row.field, row.code) for row in parsed.rejected] == [("listId", "invalid_id")]


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ImportUnreadable, match="version"):
        parse("export.json", exported([], version=2), NOW)


def test_a_row_has_no_place_of_its_own() -> None:
    [row] = imported(exported([play_of(EpisodeNumber(9, 9))])).rows
    assert isinstance(row, ImportRow)
    assert (row.season, row.episode) == (None, None)


def play_of(place: EpisodeNumber, source_id: int | None = None) -> Play:
    return Play(
        play_id=UUID(int=1),
        user_id=USER,
        media_id=TITLE,
        place=place,
        source_id=source_id,
        watched_at=NOW,
        precision="instant",
        duration_seconds=None,
        origin="api",
        key=None,
        batch_id=None,
        causation=None,
        at=NOW,
        sequence=1,
        recorded_at=NOW,
    )


def mark_of(kind: Any, value: Any, key: str | None = None) -> Mark:
    return Mark(
        mark_id=UUID(int=2),
        user_id=USER,
        media_id=TITLE,
        kind=kind,
        value=value,
        season=None,
        episode=None,
        origin="api",
        key=key,
        batch_id=None,
        at=NOW,
        sequence=1,
        recorded_at=NOW,
    )
