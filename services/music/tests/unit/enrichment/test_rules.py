"""Genres, texts, precedence, and conflicts that were decided."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from music.domain.enrichment.conflicts import Conflict, ConflictStatus, Suggestion, is_settled
from music.domain.enrichment.errors import ConflictResolved, SuggestionNotFound
from music.domain.enrichment.fields import EntityKind, Field, Source
from music.domain.enrichment.genres import genres_of
from music.domain.enrichment.matching import Candidate
from music.domain.enrichment.record import Record
from music.domain.enrichment.texts import biography_of, quoted

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
USER = UUID(int=7)
CONFLICT = Conflict(
    id=UUID(int=1),
    kind=EntityKind.ARTIST,
    entity_id=UUID(int=2),
    entity_name="X",
    field=Field.MBID,
    source=Source.MUSICBRAINZ,
    suggestions=(Suggestion("a", "A"), Suggestion("b", "B")),
    current=None,
    status=ConflictStatus.PENDING,
    created_at=NOW,
    updated_at=NOW,
)


def test_genres_are_frequent_tags_each_once() -> None:
    tags = [("soul", 3), ("Jazz", 9), ("jazz", 4), ("rare", 2), ("seen live", 90), ("1965", 50), (" ", 8)]
    assert genres_of(tags) == ("Jazz", "soul")


def test_at_most_ten_genres() -> None:
    assert genres_of([(f"g{number:02}", 100 - number) for number in range(20)]) == tuple(f"g{n:02}" for n in range(10))


def test_a_biography_is_plain_text_without_link_and_licence() -> None:
    text = (
        "She sang &amp; played.  The first record was made in <b>two</b> days.\n \n\nThe second took longer. "
        '<a href="https://www.last.fm/music/X">Read more on Last.fm</a>. User-contributed text is available under '
        "the Creative Commons By-SA License; additional terms may apply."
    )
    expected = "She sang & played. The first record was made in two days.\n\nThe second took longer."
    assert biography_of(text) == expected


def test_a_short_text_is_no_biography() -> None:
    assert (biography_of("x" * 49), biography_of("x" * 50)) == (None, "x" * 50)


def test_every_sign_of_a_query_is_escaped() -> None:
    assert quoted('AC/DC "live" (a&b) \\*?') == r'"AC\/DC \"live\" \(a\&b\) \\\*\?"'


@pytest.mark.parametrize(
    ("record", "of_tags", "mbid"),
    [
        (Record(), None, None),
        (Record(mbid="m", mbid_source=Source.MUSICBRAINZ), None, "m"),
        (Record(mbid="m", mbid_source=Source.MUSICBRAINZ), "t", "t"),
        (Record(mbid="e", mbid_source=Source.EDITOR), "t", "e"),
        (Record(mbid_source=Source.EDITOR), "t", None),
    ],
)
def test_an_editor_outranks_tags_and_these_a_search(record: Record, of_tags: str | None, mbid: str | None) -> None:
    assert record.effective_mbid(of_tags) == mbid


def test_a_search_does_not_replace_the_choice_of_an_editor() -> None:
    chosen = Record(mbid="e", mbid_source=Source.EDITOR, group_mbid="G")
    assert chosen.with_match(Candidate("m", 100, ("X",), group_mbid="H"), Source.MUSICBRAINZ) == chosen


def test_with_another_id_goes_what_followed_from_it() -> None:
    record = Record(mbid="m", mbid_source=Source.MUSICBRAINZ, group_mbid="G", genres=("a",))
    of_musicbrainz = replace(record, genres_source=Source.MUSICBRAINZ)
    assert of_musicbrainz.corrected(None, Source.EDITOR) == Record(mbid_source=Source.EDITOR)
    of_lastfm = replace(record, genres_source=Source.LASTFM)
    expected = Record(mbid="e", mbid_source=Source.EDITOR, genres=("a",), genres_source=Source.LASTFM)
    assert of_lastfm.corrected("e", Source.EDITOR) == expected


def test_genres_of_musicbrainz_replace_those_of_lastfm_and_not_the_reverse() -> None:
    record = Record().with_genres(("a",), Source.LASTFM).with_genres(("b",), Source.MUSICBRAINZ)
    assert record.with_genres(("c",), Source.LASTFM) == Record(genres=("b",), genres_source=Source.MUSICBRAINZ)


def test_nothing_erases_nothing() -> None:
    record = Record(genres=("a",), genres_source=Source.LASTFM, group_mbid="G")
    assert record.with_genres((), Source.MUSICBRAINZ).with_similar(()).with_group(None) == record


def test_a_conflict_is_decided_once() -> None:
    decided = CONFLICT.resolved(ConflictStatus.ACCEPTED, USER, NOW, 1)
    assert (decided.status, decided.chosen, decided.resolved_by) == (ConflictStatus.ACCEPTED, 1, USER)
    with pytest.raises(ConflictResolved):
        decided.resolved(ConflictStatus.REJECTED, USER, NOW)
    with pytest.raises(SuggestionNotFound):
        CONFLICT.resolved(ConflictStatus.ACCEPTED, USER, NOW, 2)


@pytest.mark.parametrize(
    ("status", "chosen", "values", "settled"),
    [
        (ConflictStatus.REJECTED, None, "ab", True),
        (ConflictStatus.REJECTED, None, "a", True),
        (ConflictStatus.REJECTED, None, "ac", False),
        (ConflictStatus.IGNORED, None, "c", True),
        (ConflictStatus.ACCEPTED, 0, "a", True),
        (ConflictStatus.ACCEPTED, 0, "b", False),
    ],
)
def test_a_decision_holds_for_what_it_was_about(
    status: ConflictStatus, chosen: int | None, values: str, settled: bool
) -> None:
    earlier = replace(CONFLICT, status=status, chosen=chosen)
    assert is_settled([earlier], [Suggestion(value, value) for value in values]) is settled


def test_nothing_is_settled_without_a_decision() -> None:
    assert not is_settled([], [Suggestion("a", "A")])
