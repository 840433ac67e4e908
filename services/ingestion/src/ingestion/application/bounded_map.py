"""Applies a function to a batch of items, a bounded number at a time; and the checkpoint of a job over all titles."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ingestion.domain.titles.facts import KINDS, TitleKey

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class BatchResult(Generic[R]):
    """The results of the first items of a batch, in order, up to the first that failed, and that failure."""

    results: tuple[R, ...]
    failure: BaseException | None = None


async def bounded_map(items: Sequence[T], function: Callable[[T], Awaitable[R]], *, limit: int) -> BatchResult[R]:
    """Apply `function` to at most `limit` items at a time.

    After a failure no further item is started; those that have started may end.
    """
    slots = asyncio.Semaphore(limit)
    has_failed = asyncio.Event()
    results: dict[int, R] = {}

    async def apply(index: int, item: T) -> None:
        async with slots:
            if has_failed.is_set():
                return
            try:
                results[index] = await function(item)
            except BaseException:
                has_failed.set()
                raise

    ends = await asyncio.gather(*(apply(index, item) for index, item in enumerate(items)), return_exceptions=True)
    # Items are started in order, so the first one without a result has failed itself.
    first = next((index for index in range(len(items)) if index not in results), len(items))
    return BatchResult(tuple(results[index] for index in range(first)), ends[first] if first < len(items) else None)


def cursor_of(checkpoint: Mapping[str, Any]) -> TitleKey | None:
    """Return the last title that a job over all titles has handled; null before the first."""
    document = checkpoint.get("after")
    if not document:
        return None
    kind = next(kind for kind in KINDS if kind == document[0])
    return TitleKey(kind, int(document[1]))


def checkpoint_at(key: TitleKey) -> dict[str, Any]:
    """Return the checkpoint of a job over all titles that has handled a title."""
    return {"after": [key.kind, key.tmdb_id]}
