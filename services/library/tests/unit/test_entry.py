"""Changes of an entry: omitted fields stay, and the version only grows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.entries.change import Change
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress, ProgressPatch
from library.domain.entries.state import WatchState
from library.domain.errors import ProgressNotAllowed, StateRequired
from library.domain.plays.fold import summarize
from library.domain.plays.items import Item, Mark
from library.domain.plays.show import Show

pytestmark = pytest.mark.unit


def progress(*places: tuple[int, int]) -> Progress:
    return Progress(tuple(EpisodeNumber(*place) for place in places))


def patch(**seasons: int | None) -> ProgressPatch:
    return ProgressPatch.of({int(name.removeprefix("s")): episode for name, episode in seasons.items()})


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class History:
    """An entry with the journal that it follows from."""

    entry: Entry
    items: tuple[Item, ...] = ()

    @property
    def stated(self) -> tuple[WatchState | None, int | None, Progress | None, str | None]:
        """State, rating, progress and notes."""
        return self.entry.state, self.entry.rating, self.entry.progress, self.entry.notes

    def changed(self, change: Change, now: datetime) -> "History":
        """Return the history after a change."""
        change.check(self.entry)
        marks = [
            Mark(
                mark_id=UUID(int=len(self.items) + number),
                user_id=self.entry.user_id,
                media_id=mark.media_id,
                kind=mark.kind,
                value=mark.value,
                season=None,
                episode=None,
                origin="api",
                key=None,
                batch_id=None,
                at=now,
                sequence=len(self.items) + number,
                recorded_at=now,
            )
            for number, mark in enumerate(change.marks(self.entry, now), 1)
        ]
        items = (*self.items, *marks)
        return History(self.entry.summarized(summarize(self.entry.kind, list(items), Show()), now), items)

    def removed(self, now: datetime) -> "History":
        """Return the history after the removal of the entry, which retracts the journal."""
        return History(self.entry.removed(now))


SHOW = History(Entry(UUID(int=1), UUID(int=2), "show", 1396))
MOVIE = History(Entry(UUID(int=1), UUID(int=3), "movie", 603))
BEGUN = SHOW.changed(Change(state="watching", rating=80, progress=progress((2, 5)), notes="With Ann"), NOW)


def test_a_new_entry_has_times_and_a_version_from_the_clock() -> None:
    assert (BEGUN.entry.state, BEGUN.entry.rating, BEGUN.entry.progress, BEGUN.entry.notes) == (
        "watching",
        80,
        progress((2, 5)),
        "With Ann",
    )
    assert (BEGUN.entry.created_at, BEGUN.entry.updated_at) == (NOW, NOW)
    assert BEGUN.entry.version == 1_795_262_400_000_000


def test_an_omitted_field_stays() -> None:
    dropped = BEGUN.changed(Change(state="dropped"), LATER)

    assert dropped.stated == ("dropped", 80, progress((2, 5)), "With Ann")
    assert (dropped.entry.created_at, dropped.entry.updated_at) == (NOW, LATER)


def test_null_clears() -> None:
    cleared = BEGUN.changed(Change(rating=None, progress=None, notes=None), LATER)

    assert (cleared.entry.state, cleared.entry.rating, cleared.entry.progress, cleared.entry.notes) == (
        "watching",
        None,
        None,
        None,
    )


def test_a_change_without_effect_returns_the_entry() -> None:
    assert BEGUN.changed(Change(rating=80, notes="With Ann"), LATER) == BEGUN
    assert BEGUN.changed(Change(), LATER) == BEGUN


@pytest.mark.parametrize("change", [Change(), Change(rating=None), Change(progress=None, notes="Later")])
def test_a_new_entry_needs_a_state(change: Change) -> None:
    with pytest.raises(StateRequired):
        SHOW.changed(change, NOW)


@pytest.mark.parametrize("before", ["planned", "watching", "completed", "dropped"])
def test_progress_alone_means_watching(before: WatchState) -> None:
    entry = SHOW.changed(Change(state=before), NOW)

    assert entry.changed(Change(progress=progress((1, 1))), LATER).entry.state == "watching"
    assert SHOW.changed(Change(progress=progress((1, 1))), NOW).entry.state == "watching"


def test_a_patch_keeps_the_other_seasons() -> None:
    seen = SHOW.changed(Change(progress=patch(s1=7, s2=3)), NOW)
    again = seen.changed(Change(progress=patch(s1=8)), LATER)

    assert seen.entry.progress == progress((1, 7), (2, 3))
    assert again.entry.progress == progress((1, 8), (2, 3))
    assert again.changed(Change(progress=patch(s1=8)), LATER) == again


def test_null_in_a_patch_removes_a_season() -> None:
    seen = SHOW.changed(Change(progress=patch(s1=7, s2=3)), NOW)

    assert seen.changed(Change(progress=patch(s2=None)), LATER).entry.progress == progress((1, 7))
    assert seen.changed(Change(progress=patch(s1=None, s2=None)), LATER).entry.progress is None
    with pytest.raises(StateRequired):
        SHOW.changed(Change(progress=patch(s1=None)), NOW)


def test_a_whole_progress_replaces_every_season() -> None:
    seen = SHOW.changed(Change(progress=patch(s0=1, s1=7, s2=3)), NOW)

    assert seen.changed(Change(progress=progress((1, 2))), LATER).entry.progress == progress((1, 2))


def test_specials_do_not_count_as_the_furthest_episode() -> None:
    seen = SHOW.changed(Change(progress=patch(s2=3)), NOW).changed(Change(progress=patch(s0=1)), LATER)

    assert seen.entry.progress == progress((0, 1), (2, 3))
    assert seen.entry.progress.furthest == EpisodeNumber(2, 3)
    only = SHOW.changed(Change(progress=patch(s0=4)), NOW).entry.progress
    assert only is not None
    assert only.furthest is None


@pytest.mark.parametrize("before", ["completed", "dropped"])
def test_specials_alone_do_not_reopen_an_entry(before: WatchState) -> None:
    ended = SHOW.changed(Change(progress=patch(s1=7)), NOW).changed(Change(state=before), NOW)

    with_special = ended.changed(Change(progress=patch(s0=1)), LATER)
    assert (with_special.entry.state, with_special.entry.progress) == (before, progress((0, 1), (1, 7)))
    assert ended.changed(Change(progress=patch(s0=1, s1=6)), LATER).entry.state == "watching"


def test_a_state_together_with_progress_is_stored() -> None:
    assert SHOW.changed(Change(state="planned", progress=progress((1, 1))), NOW).entry.state == "planned"


def test_a_rating_alone_means_that_the_title_was_seen() -> None:
    rated = MOVIE.changed(Change(rating=80), NOW)

    assert (rated.entry.state, rated.entry.cause, rated.entry.rating, rated.entry.rated_at) == (
        "completed",
        "rated",
        80,
        NOW,
    )
    assert rated.changed(Change(rating=None), LATER).entry.state is None


@pytest.mark.parametrize("state", ["completed", "dropped"])
def test_progress_together_with_an_end_is_rejected(state: WatchState) -> None:
    with pytest.raises(ProgressNotAllowed):
        SHOW.changed(Change(state=state, progress=progress((1, 1))), NOW)
    assert SHOW.changed(Change(state=state, progress=None), NOW).entry.state == state


def test_a_movie_has_no_progress() -> None:
    with pytest.raises(ProgressNotAllowed):
        MOVIE.changed(Change(state="watching", progress=progress((1, 1))), NOW)
    assert MOVIE.changed(Change(state="watching", progress=None), NOW).entry.progress is None


def test_a_removed_entry_keeps_only_its_version() -> None:
    removed = BEGUN.removed(LATER)

    assert not removed.entry.exists
    assert removed.entry == Entry(
        UUID(int=1), UUID(int=2), "show", 1396, version=1_795_266_000_000_000, updated_at=LATER
    )
    assert removed.removed(LATER + timedelta(hours=1)) == removed
    with pytest.raises(StateRequired):
        removed.changed(Change(notes="Later"), LATER)


def test_an_entry_after_a_removal_has_the_same_id_and_new_times() -> None:
    again = BEGUN.removed(LATER).changed(Change(state="planned"), LATER + timedelta(hours=1))

    assert again.entry.id == BEGUN.entry.id
    assert again.entry.rating is None
    assert again.entry.created_at == LATER + timedelta(hours=1)


def test_the_version_grows_even_when_the_clock_steps_back() -> None:
    earlier = NOW - timedelta(days=1)
    removed = BEGUN.removed(earlier)
    again = removed.changed(Change(state="planned"), earlier)

    assert (removed.entry.version, again.entry.version) == (BEGUN.entry.version + 1, BEGUN.entry.version + 2)


@given(st.uuids(), st.uuids())
def test_the_id_is_a_digest_of_user_and_title(user_id: UUID, media_id: UUID) -> None:
    namespace = UUID("b7c1c3f0-58d4-5b0e-8f6b-1d0a4c9e7a52")
    assert Entry(user_id, media_id, "movie", 1).id == uuid5(namespace, f"{user_id}:{media_id}")


def test_entries_of_two_users_have_two_ids() -> None:
    assert SHOW.entry.id != Entry(UUID(int=9), SHOW.entry.media_id, "show", 1396).id
    assert SHOW.entry.id != MOVIE.entry.id
