"""The shows of a media server, which episodes refer to."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sources.domain.files.listed import ExternalIds, StatedTitle

MOST_REMEMBERED: Final = 5_000
"""Shows whose ids are remembered between pages."""


@dataclass(frozen=True, slots=True)
class Show:
    """What the item of a show states."""

    title: str
    year: int | None
    ids: ExternalIds


class Shows:
    """Reads each show once."""

    def __init__(self, read: Callable[[Collection[str]], Awaitable[Mapping[str, Show]]]) -> None:
        """`read` returns the shows of some ids, in one call."""
        self._read = read
        self._known: dict[str, Show] = {}

    async def including(self, ids: Collection[str]) -> Mapping[str, Show]:
        """Return shows by their ids, with those of `ids` that the server has; raise SourceFailed."""
        missing = [show for show in ids if show not in self._known]
        if missing:
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
                missing = list(ids)
            self._known.update(await self._read(sorted(missing)))
        return self._known


def stated_episodes(
    show: Show | None, name: str | None, season: int | None, episodes: tuple[int, ...]
) -> StatedTitle | None:
    """Return what the item of an episode states, whose show may be known by `name` only."""
    if show is not None:
        return StatedTitle("show", show.title, show.year, show.ids, season, episodes)
    return None if name is None else StatedTitle("show", name, None, ExternalIds(), season, episodes)
