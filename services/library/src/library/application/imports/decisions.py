"""Decisions of the user about an import: which title a row means, what to skip, and to delete the import."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from chassis.core.clock import Clock
from library.application.imports.locking import locked_of
from library.application.imports.ports import ImportUnits
from library.application.imports.processing.resolving import placed
from library.application.imports.rows import StoredRow, stated
from library.domain.errors import MediaNotFound
from library.domain.imports.applying.episodes import Episodes, RowPlace, place_of
from library.domain.imports.errors import ImportRowFixed, ImportRowNotFound, ImportStateForbids
from library.domain.imports.run import ImportRun
from library.domain.titles.title import Title

_FIXED = frozenset({"rejected", "duplicate", "committed", "reverted"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a user decides about a row: its title, its episode, or to skip it."""

    media_id: UUID | None = None
    season: int | None = None
    episode: int | None = None
    skip: bool = False
    whole_title: bool = True
    """Whether it applies to all rows that name the same title."""


class DecideRow:
    """Applies a decision to a row, and to those that name the same title."""

    def __init__(self, units: ImportUnits, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(
        self, user_id: UUID, import_id: UUID, number: int, decision: Decision
    ) -> tuple[StoredRow, Mapping[UUID, Title]]:
        """Return the row as decided, with the titles that it names.

        Raise ImportNotFound, ImportRowNotFound, ImportRowFixed, ImportStateForbids, MediaNotFound and AccountErased.
        """
        async with self._units.begin() as work:
            run = await locked_of(work, import_id, user_id)
            if run.state not in ("ready", "committed"):
                raise ImportStateForbids(f"rows of an import that is {run.state} cannot be changed")
            chosen_rows = await work.import_rows.by_numbers(import_id, [number])
            if not chosen_rows:
                raise ImportRowNotFound(f"the import has no row with the number {number}")
            if chosen_rows[0].status in _FIXED:
                raise ImportRowFixed(f"a row that is {chosen_rows[0].status} cannot be changed")
            rows = chosen_rows
            if decision.whole_title and decision.episode is None and chosen_rows[0].title_group is not None:
                group = await work.import_rows.of_group(import_id, chosen_rows[0].title_group)
                rows = [row for row in group if row.status not in _FIXED]
            if decision.media_id is None:
                decided = [replace(row, status="skipped", code=None) for row in rows]
            else:
                title = await work.titles.find(decision.media_id)
                if title is None:
                    raise MediaNotFound(f"no title has the id {decision.media_id}")
                episodes = (await work.episodes([title.media_id])).get(title.media_id, {})
                decided = [_chosen(row, title.media_id, title.kind, episodes, decision) for row in rows]
            await work.import_rows.replace(import_id, user_id, decided)
            await work.imports.save(await work.imports.recount(replace(run, updated_at=self._clock.now())))
            row = next(row for row in decided if row.number == number)
            named = {item.media_id for item in row.alternatives} | ({row.media_id} if row.media_id else set())
            return row, await work.titles.find_all(named)


class DeleteImport:
    """Deletes an import; what it has committed stays."""

    def __init__(self, units: ImportUnits) -> None:
        self._units = units

    async def __call__(self, user_id: UUID, import_id: UUID) -> None:
        """Raise ImportNotFound, ImportStateForbids while it is committed or reverted, and AccountErased."""
        async with self._units.begin() as work:
            run: ImportRun = await locked_of(work, import_id, user_id)
            if run.state in ("committing", "reverting"):
                raise ImportStateForbids(f"an import that is {run.state} cannot be deleted")
            await work.imports.delete([import_id])


def _chosen(row: StoredRow, media_id: UUID, kind: str, episodes: Episodes, decision: Decision) -> StoredRow:
    if decision.episode is not None and decision.season is not None:
        place = RowPlace(decision.season, decision.episode)
    else:
        place = place_of(stated(row), kind, episodes)
    if place.reason == "episode_unconfirmed":
        place = replace(place, reason=None)
    chosen = replace(row, status="matched", chosen=True, code=None)
    return placed(chosen, media_id, 1.0, place)
