"""Lists what a server numbers from 0 on, also while it changes.

When an item before the offset leaves, the following move and one would be skipped. So each page begins with the last
item of the page before: when it is missing there, the listing goes back by a page, and otherwise begins again.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sources.infrastructure.servers.failures import invalid
from sources.infrastructure.servers.listing.listings import MOST_FILES, too_many

MOST_RESTARTS: Final = 3

SHORT: Final = ("the rest of the library",)
"""What could not be read of a library that ended early."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Offset:
    """Behind the item with an id, which had the number before `index`."""

    index: int = 0
    last: str | None = None


START: Final = Offset()


@dataclass(frozen=True, slots=True)
class Slice(Generic[Item]):
    """Some items in the order of the server, and how many there are in all, if it states that."""

    items: Sequence[Item]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Step(Generic[Item]):
    """New items, and where the listing continues behind them."""

    items: Sequence[Item]
    offset: Offset
    total: int | None
    is_short: bool = False
    """Whether the server has ended before the number of items that it states."""


async def listed(
    fetch: Callable[[int, int], Awaitable[Slice[Item]]],
    id_of: Callable[[Item], str],
    *,
    page: int,
    begin: Offset = START,
) -> AsyncIterator[Step[Item]]:
    """Yield the items behind an offset until there are none; raise SourceFailed when the pages do not fit together.

    `fetch` receives the number of the first item and how many are wanted.
    """
    offset, start, restarts = begin, max(begin.index - 1, 0), 0
    while True:
        part = await fetch(start, page + 1)
        ids = [id_of(item) for item in part.items]
        at = _behind(ids, offset)
        if at is None:
            # The item has moved to the front, or has left.
            start, offset, restarts = _back(start, offset, page, restarts)
            continue
        new = part.items[at:]
        if not new:
            if start + len(ids) < (part.total or 0):
                if offset.last not in ids[:1]:
                    raise invalid("pages that continue each other: the server repeats itself")
                yield Step((), offset, part.total, is_short=True)
            return
        offset = Offset(start + len(ids), ids[-1])
        start = offset.index - 1
        if offset.index > MOST_FILES:
            raise too_many()
        yield Step(new, offset, part.total)


def _behind(ids: Sequence[str], offset: Offset) -> int | None:
    """Return the number of the first new item of a page, or null when the page does not continue the one before."""
    if offset.last is None:
        return 0
    return ids.index(offset.last) + 1 if offset.last in ids else None


def _back(start: int, offset: Offset, page: int, restarts: int) -> tuple[int, Offset, int]:
    """Return where to look next: one page before, and if it is not there either, at the beginning."""
    if start == max(offset.index - 1, 0) and start > 0:
        return max(start - page, 0), offset, restarts
    if restarts >= MOST_RESTARTS:
        raise invalid("pages that continue each other: the server repeats itself, or changes faster than it is listed")
    return 0, Offset(), restarts + 1
