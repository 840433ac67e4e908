"""The tables of plays: the current one of episodes, the old one of movies and episodes, and older ones of episodes."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from library.domain.imports.collector import Collector
from library.domain.imports.limits import MOST_PLAYS_OF_ROW
from library.domain.imports.rows import (
    NO_IDS,
    UNKNOWN_TIME,
    ExternalIds,
    ImportRow,
    ListMember,
    Moment,
    Play,
    Position,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.text.tables import Record
from library.domain.imports.values import (
    InvalidValue,
    episode_of,
    id_of,
    is_true,
    season_of,
    split_year,
    title_of,
    whole,
    year_of,
)

_WATCHED: Final = ("watch-episode", "rewatch-episode")
_SECONDS: Final = re.compile(r"watch-date-(\d{9,10})")


class Plays:
    """Reads the tables of plays, and remembers the shows that have one."""

    def __init__(self, now: datetime, collector: Collector) -> None:
        self._dates = DateReader(now, "ymd")
        self._this_year = now.year
        self._collector = collector
        self.shows: set[int] = set()
        """TVDB ids of the shows that were begun."""

    def tracking(self, document: Document, record: Record, position: Position) -> Iterator[ImportRow]:
        """Yield the play of a record, or the show that it plans."""
        key = record.get("key")
        if key.startswith(_WATCHED):
            play = Play(self._moment(record), rewatch=key.startswith("rewatch"))
            yield self._episode(record, position, play, *_rewatches(record, "rewatchcount"))
        elif key.startswith("user-series") and self._is_planned(record):
            show, year = _name(record.get("seriesname"))
            member = ListMember(None, added_at=self._moment(record))
            yield ImportRow(position, show, (member,), kind="show", year=year, ids=_show_id(record))
        else:
            self._collector.ignore(document.label, "followed" if key.startswith("user-series") else "unused_entry")

    def old_tracking(self, document: Document, record: Record, position: Position) -> Iterator[ImportRow]:
        """Yield the play of a record, or the movie that it plans; episodes may be in the current table as well."""
        action = record.get("type").casefold()
        if record.get("moviename"):
            if action in {"watch", "rewatch"}:
                yield self._movie(record, position, Play(self._watched(record), rewatch=action == "rewatch"))
                return
            if action == "towatch":
                yield self._movie(record, position, ListMember(None, added_at=self._moment(record)))
                return
        elif action in {"watch", "rewatch"} and record.get("episodenumber", "episodeid"):
            yield self._episode(record, position, Play(self._moment(record), total=True))
            return
        self._collector.ignore(document.label, "followed" if action == "follow" else "unused_entry")

    def seen(self, record: Record, position: Position) -> Iterator[ImportRow]:
        """Yield the play of a record of an older table."""
        yield self._episode(record, position, Play(self._moment(record), total=True))

    def rewatched(self, record: Record, position: Position) -> Iterator[ImportRow]:
        """Yield the plays of an episode of which a table counts those beyond the first one."""
        yield self._episode(record, position, *_rewatches(record, "cpt", self._moment(record)))

    def _episode(self, record: Record, position: Position, *plays: Play) -> ImportRow:
        show, year = _name(record.get("seriesname", "tvshowname"))
        ids = _show_id(record)
        if is_true(record.get("isunitary")):
            return ImportRow(position, show, plays, kind="movie", year=year)
        if ids.tvdb:
            self.shows.add(ids.tvdb)
        season = season_of(record.get("seasonnumber", "sno", "episodeseasonnumber"), "season_number")
        episode = episode_of(record.get("episodenumber", "epno"), "episode_number")
        own = ExternalIds(tvdb=id_of(record.get("epid", "episodeid"), "ep_id"))
        if (season is None or episode is None) and own == NO_IDS:
            raise InvalidValue("episode_missing", "episode_number", "an episode must have its numbers or its id")
        special = is_true(record.get("isspecial"))
        return ImportRow(
            position,
            show,
            plays,
            kind="show",
            year=year,
            ids=ids,
            season=0 if special else season,
            episode=episode,
            episode_ids=own,
        )

    def _movie(self, record: Record, position: Position, action: Play | ListMember) -> ImportRow:
        title, year = _name(record.get("moviename"))
        released = year_of(record.get("releasedate"), "release_date", self._this_year)
        return ImportRow(position, title, (action,), kind="movie", year=released or year)

    def _is_planned(self, record: Record) -> bool:
        seen = whole(record.get("epwatchcount"), "ep_watch_count", 0, 10**9)
        wanted_later = is_true(record.get("isforlater"))
        return wanted_later or (
            is_true(record.get("isfollowed")) and not seen and not is_true(record.get("isarchived"))
        )

    def _moment(self, record: Record) -> Moment:
        return self._dates.moment(record.get("createdat", "updatedat", "seendate"), "created_at")

    def _watched(self, record: Record) -> Moment:
        match = _SECONDS.search(record.get("watchdaterangekey"))
        return self._dates.moment(match.group(1), "watch_date_range_key") if match else self._moment(record)


def _rewatches(record: Record, column: str, last: Moment = UNKNOWN_TIME) -> Iterator[Play]:
    """Yield all plays of an episode when a column counts any beyond the first one."""
    again = whole(record.get(column), column, 0, MOST_PLAYS_OF_ROW - 1)
    if again:
        yield Play(last, count=again + 1, rewatch=True, total=True)


def _name(text: str) -> tuple[str, int | None]:
    """Return a name and the year that TV Time appends where two shows have one name."""
    return split_year(title_of(text, "series_name") or "")


def _show_id(record: Record) -> ExternalIds:
    return ExternalIds(tvdb=id_of(record.get("sid", "seriesid", "tvshowid"), "s_id"))
