"""Why an entry says what it says: every number with the items of the journal that made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from library.domain.entries.progress import SPECIALS, EpisodeNumber, Progress
from library.domain.entries.state import ENDED
from library.domain.plays.fold import summarize
from library.domain.plays.items import Item, Mark, chronological
from library.domain.plays.run import Run
from library.domain.plays.show import Show
from library.domain.plays.summary import Step, Summary


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """An item of the journal, and what it did; null when it did nothing."""

    item: Item
    step: Step | None


@dataclass(frozen=True, slots=True)
class ExplainedRun:
    """One run through a show or movie."""

    number: int
    started_at: datetime
    plays: int
    episodes_seen: int
    complete: bool
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The figures of one title, and the items that made them, in the order in which they are read."""

    summary: Summary
    rating_id: UUID | None
    """The mark that set the rating."""
    seen_by_plays: int
    """Different regular episodes that were played in any run."""
    seen_by_marks: int
    """Further regular episodes, which only the user's own progress includes."""
    runs: Sequence[ExplainedRun]
    skipped: Sequence[EpisodeNumber]
    """Regular episodes of the current run before its furthest one that were not seen."""
    next_episode: EpisodeNumber | None
    items: Sequence[ExplainedItem]
    retracted: Sequence[Item]


def explain(kind: str, items: Sequence[Item], show: Show) -> Explanation:
    """Return the explanation of the journal of one title, with its retracted items."""
    summary = summarize(kind, list(items), show)
    steps = {step.item_id: step for step in summary.steps}
    current = chronological([item for item in items if item.retracted_at is None])
    played = {
        EpisodeNumber(season, number)
        for run in summary.runs
        for season, numbers in run.played.items()
        for number in numbers
        if season != SPECIALS
    }
    return Explanation(
        summary=summary,
        rating_id=_rating_id(summary, current),
        seen_by_plays=len(played),
        seen_by_marks=summary.episodes_seen - len(played),
        runs=[_run(kind, run, show) for run in summary.runs],
        skipped=_skipped(summary, show),
        next_episode=_next(summary, show),
        items=[ExplainedItem(item, steps.get(id_of(item))) for item in current],
        retracted=chronological([item for item in items if item.retracted_at is not None]),
    )


def id_of(item: Item) -> UUID:
    """Return the id of an item."""
    return item.mark_id if isinstance(item, Mark) else item.play_id


def _rating_id(summary: Summary, items: Sequence[Item]) -> UUID | None:
    ratings = [item for item in items if isinstance(item, Mark) and item.kind == "rating" and item.season is None]
    return ratings[-1].mark_id if ratings and summary.rating is not None else None


def _run(kind: str, run: Run, show: Show) -> ExplainedRun:
    progress = None if kind == "movie" else run.progress
    return ExplainedRun(run.number, run.started_at, run.plays, len(run.seen(show.known)), run.complete, progress)


def _skipped(summary: Summary, show: Show) -> list[EpisodeNumber]:
    furthest = summary.progress.furthest if summary.progress else None
    if furthest is None:
        return []
    run = summary.runs[-1]
    return [place for place in show.regular if place < furthest and not run.covers(place)]


def _next(summary: Summary, show: Show) -> EpisodeNumber | None:
    furthest = summary.progress.furthest if summary.progress else None
    return None if furthest is None or summary.state in ENDED else show.seasons.after(furthest)
