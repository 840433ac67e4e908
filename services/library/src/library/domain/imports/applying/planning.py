"""What the effects of a file add to a user's journal, besides what the user stated by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.applying.equality import JournalPlays
from library.domain.imports.kept import SavedTitle, StoppedAt, Subscribed
from library.domain.imports.options import ImportOptions
from library.domain.imports.recorded import restored
from library.domain.imports.rows import (
    Action,
    ListMember,
    Mark,
    Moment,
    Note,
    Play,
    Rating,
    Recorded,
    SeenUntil,
    Tags,
)
from library.domain.plays.fold import REPLACE, SEASONS
from library.domain.plays.items import JsonValue, MarkKind, NewItem, NewMark, NewPlay
from library.domain.plays.show import Show

ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a watchlist without times: whatever else is facts of a title came later."""

MarkPlace = tuple[MarkKind, int | None, int | None]


@dataclass(frozen=True, slots=True)
class KeyedAction:
    """An action of a row with its key."""

    key: str
    action: Action


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row whose title, season and episode are facts."""

    number: int
    media_id: UUID
    season: int | None
    episode: int | None
    effects: tuple[KeyedAction, ...]


@dataclass(slots=True)
class TitleFacts:
    """What is facts of a title before the rows of a batch, and grows with them."""

    kind: str
    show: Show = field(default_factory=Show)
    progress: Mapping[int, int] = field(default_factory=dict)
    """The last episode seen by season."""
    tags: tuple[str, ...] = ()
    by_hand: Mapping[MarkPlace, datetime] = field(default_factory=dict)
    """When the user set marks by hand, the last of each."""
    plays: Counter[EpisodeNumber | None] = field(default_factory=Counter)
    journal: JournalPlays = field(default_factory=JournalPlays)
    state: str | None = None
    """The state of the title, null without one."""


@dataclass(frozen=True, slots=True)
class Source:
    """The import that the items come from."""

    batch_id: UUID
    origin: str
    started_at: datetime
    """The place in the journal of what has no time."""
    options: ImportOptions


@dataclass(slots=True)
class Plan:
    """What a batch of rows adds."""

    plays: list[NewPlay] = field(default_factory=list)
    marks: list[NewMark] = field(default_factory=list)
    recorded: list[NewItem] = field(default_factory=list)
    """Plays and marks of an export, in their order."""
    covered: list[str] = field(default_factory=list)
    """Keys of what the journal says already in other words."""
    equal: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    """By the keys of plays that the journal has already from another source: the title, and that play."""


def plan(rows: Sequence[PlannedRow], facts: Mapping[UUID, TitleFacts], source: Source) -> Plan:
    """Return what rows add. Plays with times come first, then those with days, last those that a file only counts.

    So a play with a time equals the play of the same minute before one with a day can, and counts include both.
    """
    planner = _Planner(facts, source)
    for step in range(3):
        for row in rows:
            for effect in row.effects:
                if _step(effect.action) == step:
                    planner.add(row, effect.key, effect.action)
    for row in rows:
        planner.watch_rated(row)
    return planner.plan


def _step(action: Action) -> int:
    if not isinstance(action, Play):
        return 1
    if action.total:
        return 2
    return 0 if action.watched_at.precision == "instant" else 1


class _Planner:
    def __init__(self, facts: Mapping[UUID, TitleFacts], source: Source) -> None:
        self.plan = Plan()
        self._facts = facts
        self._source = source
        self._counted: Counter[tuple[UUID, EpisodeNumber | None]] = Counter()

    def add(self, row: PlannedRow, key: str, action: Action) -> None:
        facts = self._facts[row.media_id]
        match action:
            case Play():
                self._play(row, key, action, facts)
            case Mark():
                self._state(row, key, action, facts)
            case SeenUntil():
                self._progress(row, key, action, facts)
            case Rating():
                self._by_hand_first(row, key, "rating", action.value, action.rated_at, overwrites=self._overwrites)
            case Note():
                self._note(row, key, action)
            case Tags():
                facts.tags = tuple(dict.fromkeys((*facts.tags, *action.names)))
                self._mark(row, key, "tags", list(facts.tags), self._source.started_at)
            case ListMember(list_name=None):
                self._mark(row, key, "state", "planned", action.added_at.at or ALWAYS)
            case ListMember() | SavedTitle() | Subscribed() | StoppedAt():
                # Lists are filled in the order of the file, when everything else was added.
                return
            case Recorded():
                self._recorded(row, key, action, facts)

    def _recorded(self, row: PlannedRow, key: str, action: Recorded, facts: TitleFacts) -> None:
        source = self._source
        item = restored(action, row.media_id, source.batch_id, source.started_at, facts.show)
        if not (isinstance(item, NewPlay) and self._is_equal(key, item, facts)):
            self.plan.recorded.append(replace(item, key=key))

    def watch_rated(self, row: PlannedRow) -> None:
        """Add a play of a rated movie that has none, when the user wishes so."""
        facts = self._facts[row.media_id]
        if not self._source.options.rated_is_watched or facts.kind != "movie" or facts.plays[None]:
            return
        for effect in row.effects:
            if isinstance(effect.action, Rating):
                rated_at = effect.action.rated_at
                moment = Moment("day", rated_at.at) if rated_at.at else rated_at
                self.plan.plays.append(self._new_play(row, f"{effect.key}-watched", moment, None))
                facts.plays[None] += 1
                return

    @property
    def _overwrites(self) -> bool:
        return self._source.options.overwrite_ratings

    def _play(self, row: PlannedRow, key: str, play: Play, facts: TitleFacts) -> None:
        if facts.kind == "movie":
            self._play_of(row, key, play, facts, None)
        elif row.season is None:
            at = play.watched_at.at or self._source.started_at
            self._mark(row, key, "state", "completed", at)
        elif row.episode is not None:
            self._play_of(row, key, play, facts, EpisodeNumber(row.season, row.episode))
        else:
            for place in (place for place in facts.show.regular if place.season == row.season):
                self._play_of(row, f"{key}-{place.episode}", play, facts, place)

    def _play_of(self, row: PlannedRow, key: str, play: Play, facts: TitleFacts, place: EpisodeNumber | None) -> None:
        if play.total:
            self._counted[row.media_id, place] += 1
            if facts.plays[place] >= self._counted[row.media_id, place]:
                self.plan.covered.append(key)
                return
        new = self._new_play(row, key, play.watched_at, place)
        if not self._is_equal(key, new, facts):
            self.plan.plays.append(new)
            facts.plays[place] += 1

    def _is_equal(self, key: str, play: NewPlay, facts: TitleFacts) -> bool:
        """Note whether the journal has a play from another source already."""
        watched = Moment(play.precision, play.watched_at)
        equal = facts.journal.take(key, play.place, watched, play.origin, self._source.options.zone)
        if equal is not None:
            self.plan.equal[key] = play.media_id, equal
        return equal is not None

    def _new_play(self, row: PlannedRow, key: str, watched: Moment, place: EpisodeNumber | None) -> NewPlay:
        return NewPlay(
            media_id=row.media_id,
            place=place,
            watched_at=watched.at,
            precision=watched.precision,
            origin=self._source.origin,
            key=key,
            batch_id=self._source.batch_id,
            at=watched.at or self._source.started_at,
        )

    def _note(self, row: PlannedRow, key: str, note: Note) -> None:
        """Add a note of a title; those of seasons and episodes have no place in an entry."""
        if row.season is None:
            self._by_hand_first(row, key, "notes", note.text, note.written_at)
        else:
            self.plan.covered.append(key)

    def _state(self, row: PlannedRow, key: str, mark: Mark, facts: TitleFacts) -> None:
        is_known = facts.state is not None or facts.plays.total() > 0
        if (mark.at.at is None and ("state", None, None) in facts.by_hand) or (mark.is_default and is_known):
            self.plan.covered.append(key)
            return
        self._mark(row, key, "state", mark.state, mark.at.at or self._source.started_at)

    def _progress(self, row: PlannedRow, key: str, seen: SeenUntil, facts: TitleFacts) -> None:
        """Add progress unless the user is further: progress takes back what was played beyond it."""
        seasons = _seasons(seen, facts.show)
        ahead = {season: last for season, last in seasons.items() if facts.progress.get(season, -1) < last}
        if not ahead or facts.kind == "movie":
            self.plan.covered.append(key)
            return
        value: JsonValue = {SEASONS: {str(season): last for season, last in ahead.items()}, REPLACE: False}
        self._mark(row, key, "progress", value, seen.at.at or self._source.started_at)

    def _by_hand_first(
        self, row: PlannedRow, key: str, kind: MarkKind, value: JsonValue, moment: Moment, *, overwrites: bool = False
    ) -> None:
        """Add a mark unless the user has set one by hand; with `overwrites` it follows that one."""
        set_at = self._facts[row.media_id].by_hand.get((kind, row.season, row.episode))
        at = moment.at or self._source.started_at
        if set_at is not None and not overwrites:
            return
        if set_at is not None:
            at = max(at, set_at + timedelta(microseconds=1))
        self._mark(row, key, kind, value, at)

    def _mark(self, row: PlannedRow, key: str, kind: MarkKind, value: JsonValue, at: datetime) -> None:
        mark = NewMark(
            media_id=row.media_id,
            kind=kind,
            value=value,
            origin=self._source.origin,
            key=key,
            batch_id=self._source.batch_id,
            at=at,
        )
        rated = kind == "rating"
        self.plan.marks.append(replace(mark, season=row.season, episode=row.episode) if rated else mark)


def _seasons(seen: SeenUntil, show: Show) -> dict[int, int]:
    """Return the last episode by season; a number without a season counts through all regular seasons."""
    if seen.season is not None:
        return {seen.season: seen.episode}
    if not show.regular:
        return {1: seen.episode} if seen.episode else {}
    seasons: dict[int, int] = {}
    for place in show.regular[: seen.episode]:
        seasons[place.season] = max(place.episode, seasons.get(place.season, 0))
    return seasons
