"""Walks over all titles: how far one has got, as a job's checkpoint keeps it, and how a batch is looked at."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ingestion.domain.titles.facts import KINDS, TitleKey

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class BatchResult(Generic[R]):
    """What the first titles of a batch gave, in order, up to the first that failed, and that failure."""

    found: tuple[R, ...]
    failure: BaseException | None = None


async def bounded_map(items: Sequence[T], look: Callable[[T], Awaitable[R]], *, at_once: int) -> BatchResult[R]:
    """Look at up to `at_once` items at a time; once one has failed no other is begun, those begun may end."""
    slots = asyncio.Semaphore(at_once)
    refused = asyncio.Event()
    found: dict[int, R] = {}

    async def one(place: int, item: T) -> None:
        async with slots:
            if refused.is_set():
                return
            try:
                found[place] = await look(item)
            except BaseException:
                refused.set()
                raise

    ends = await asyncio.gather(*(one(place, item) for place, item in enumerate(items)), return_exceptions=True)
    # Items are begun in their order, so the first that is not found failed itself.
    first = next((place for place in range(len(items)) if place not in found), len(items))
    return BatchResult(tuple(found[place] for place in range(first)), ends[first] if first < len(items) else None)


def place_of(checkpoint: Mapping[str, Any]) -> TitleKey | None:
    """Give the title that a walk has got to; None before the first."""
    saved = checkpoint.get("after")
    if not saved:
        return None
    kind = next(kind for kind in KINDS if kind == saved[0])
    return TitleKey(kind, int(saved[1]))


def place_at(key: TitleKey) -> dict[str, Any]:
    """Give the checkpoint of a walk that has got to a title."""
    return {"after": [key.kind, key.tmdb_id]}
