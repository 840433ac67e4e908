"""Folding a journal: items in the order of their times, each changing the summary of its title.

- A movie is completed by a play. Each play is a run.
- A play of an episode means watching. In a show that is dropped or paused it does so only if its time is known, in a
  completed one only if the episode was not seen before. Specials change none of these states.
- A show is completed when it has ended and every regular episode was seen.
- A run ends when every regular episode was seen. The first episode, played again after that, starts the next run, and
  so does the mark `rewatch`; any other episode is counted again in the run that it repeats.
- A mark replaces what was before it, and what follows replaces the mark.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from library.domain.entries.progress import SPECIALS, EpisodeNumber
from library.domain.entries.state import AT_REST, WatchState
from library.domain.plays.items import Item, JsonValue, Mark, Play, chronological
from library.domain.plays.run import Run
from library.domain.plays.show import Show
from library.domain.plays.summary import Effect, PlaceRating, StateCause, Step, Summary

SEASONS: Final = "seasons"
REPLACE: Final = "replace"
STATES: Final[tuple[WatchState, ...]] = ("planned", "watching", "completed", "dropped", "paused")


def summarize(kind: str, items: list[Item], show: Show) -> Summary:
    """Return the summary of the journal of one title; retracted items do not count."""
    fold = _Fold(kind, show)
    for item in chronological([item for item in items if item.retracted_at is None]):
        if isinstance(item, Play):
            fold.play(item)
        else:
            fold.mark(item)
    return fold.summary()


class _Fold:
    def __init__(self, kind: str, show: Show) -> None:
        self._kind = kind
        self._show = show
        self._sum = Summary()
        self._specials: set[int] = set()
        self._ratings: dict[tuple[int, int | None], int] = {}

    def play(self, play: Play) -> None:
        self._sum.plays += 1
        at = play.watched_at
        if at is not None:
            first, last = self._sum.first_watched_at, self._sum.last_watched_at
            self._sum.first_watched_at = at if first is None else min(first, at)
            self._sum.last_watched_at = at if last is None else max(last, at)
        if self._kind == "movie":
            self._play_movie(play)
            return
        place = self._show.place(play)
        if place is None:
            return
        if place.season == SPECIALS:
            self._play_special(play, place)
        else:
            self._play_episode(play, place)

    def mark(self, mark: Mark) -> None:
        match mark.kind:
            case "state":
                self._set_state(_state(mark.value), "mark", mark)
                self._step(mark, "set_state")
            case "progress":
                self._mark_progress(mark)
            case "rating":
                self._rate(mark)
            case "notes":
                self._sum.notes = mark.value if isinstance(mark.value, str) else None
                self._step(mark, "set_notes")
            case "tags":
                tags = mark.value if isinstance(mark.value, list) else []
                self._sum.tags = tuple(tag for tag in tags if isinstance(tag, str))
                self._step(mark, "set_tags")
            case "rewatch":
                self._start_run(mark.at)
                self._set_state("watching", "rewatch", mark)
                self._step(mark, "started_run")

    def summary(self) -> Summary:
        """Return the summary, with the state of what has none: a rated title was seen."""
        result = self._sum
        result.progress = result.runs[-1].progress if result.runs and self._kind != "movie" else None
        result.episodes_seen = len(set().union(*(run.seen(self._show.known) for run in result.runs)))
        result.specials_seen = len(self._specials)
        result.place_ratings = [PlaceRating(*place, rating) for place, rating in sorted(self._ratings.items(), key=_by)]
        if result.state is None:
            if result.rating is not None:
                result.state, result.cause = "completed", "rated"
            elif self._ratings:
                result.state, result.cause = "watching", "rated"
            elif result.notes is not None or result.tags:
                result.state, result.cause = "planned", "noted"
        return result

    def _play_movie(self, play: Play) -> None:
        run = self._start_run(play.at)
        run.play(None, play.watched_at)
        run.complete = True
        if self._sum.state not in ("dropped", "paused") or play.watched_at is not None:
            self._set_state("completed", "play", play)
        self._step(play, "counted" if run.number == 1 else "counted_again")

    def _play_special(self, play: Play, place: EpisodeNumber) -> None:
        self._specials.add(place.episode)
        self._run(play.at).play(place, play.watched_at)
        if self._sum.state not in AT_REST:
            self._set_state("watching", "play", play)
        self._step(play, "counted_as_special")

    def _play_episode(self, play: Play, place: EpisodeNumber) -> None:
        run = self._run(play.at)
        repeated = run.has(place)
        over = run.complete or self._sum.state == "completed"
        effect: Effect = "counted_again" if repeated else "counted"
        if repeated and over and self._show.is_first(place):
            run = self._start_run(play.at)
            effect, repeated = "started_run", False
        run.play(place, play.watched_at)
        if self._resumes(play, repeated=repeated):
            self._set_state("watching", "play", play)
        self._complete(run, play)
        self._step(play, effect)

    def _resumes(self, play: Play, *, repeated: bool) -> bool:
        """Return whether a play of an episode means that the show is being watched."""
        if self._sum.state in ("dropped", "paused"):
            return play.watched_at is not None
        return self._sum.state != "completed" or not repeated

    def _mark_progress(self, mark: Mark) -> None:
        value = mark.value if isinstance(mark.value, dict) else {}
        seasons = _seasons(value.get(SEASONS))
        run = self._run(mark.at)
        run.mark(seasons, replace=value.get(REPLACE) is True)
        stated = {season for season, episode in seasons.items() if episode is not None}
        if stated and not (self._sum.state in AT_REST and stated == {SPECIALS}):
            self._set_state("watching", "progress", mark)
            self._complete(run, mark)
        self._step(mark, "set_progress")

    def _rate(self, mark: Mark) -> None:
        rating = mark.value if isinstance(mark.value, int) else None
        if mark.season is None:
            self._sum.rating = rating
            self._sum.rated_at = None if rating is None else mark.at
        elif rating is None:
            self._ratings.pop((mark.season, mark.episode), None)
        else:
            self._ratings[mark.season, mark.episode] = rating
        self._step(mark, "set_rating")

    def _complete(self, run: Run, item: Item) -> None:
        run.complete = self._show.is_seen_in(run)
        if run.complete and self._show.ended and self._sum.state == "watching":
            self._set_state("completed", "all_seen", item)

    def _run(self, at: datetime) -> Run:
        return self._sum.runs[-1] if self._sum.runs else self._start_run(at)

    def _start_run(self, at: datetime) -> Run:
        run = Run(len(self._sum.runs) + 1, at)
        self._sum.runs.append(run)
        return run

    def _set_state(self, state: WatchState, cause: StateCause, item: Item) -> None:
        if self._sum.state != state or cause == "mark":
            self._sum.state, self._sum.cause = state, cause
            self._sum.cause_id = _id(item)

    def _step(self, item: Item, effect: Effect) -> None:
        run = self._sum.runs[-1].number if self._sum.runs else None
        self._sum.steps.append(Step(_id(item), effect, run, self._sum.state))


def _id(item: Item) -> UUID:
    return item.play_id if isinstance(item, Play) else item.mark_id


def _by(rating: tuple[tuple[int, int | None], int]) -> tuple[int, int]:
    (season, episode), _ = rating
    return season, -1 if episode is None else episode


def _state(value: JsonValue) -> WatchState:
    return next(state for state in STATES if state == value)


def _seasons(value: JsonValue) -> dict[int, int | None]:
    """Return the seasons of a mark of progress, null for a season that is removed."""
    if not isinstance(value, dict):
        return {}
    return {int(season): episode for season, episode in value.items() if episode is None or isinstance(episode, int)}
