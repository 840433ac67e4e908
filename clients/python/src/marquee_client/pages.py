"""All items of a list, page after page: by cursor where the list has one, otherwise by offset."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, ParamSpec, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
P = ParamSpec("P")


class Page(Protocol[T_co]):
    """A page of items, and where it stands."""

    @property
    def data(self) -> Sequence[T_co]:
        """The items."""
        ...

    @property
    def meta(self) -> Any:
        """Whether another page follows, and where it begins."""
        ...


def items(read: Callable[P, Page[T]], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
    """Yield every item of a list: `items(client.library.my_watchlist, limit=100)`."""
    arguments: dict[str, Any] = dict(kwargs)
    while True:
        page = read(*args, **arguments)
        yield from page.data
        following = _following(page, arguments)
        if following is None:
            return
        arguments |= following


async def async_items(read: Callable[P, Awaitable[Page[T]]], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
    """Yield every item of a list: `async_items(client.library.my_watchlist, limit=100)`."""
    arguments: dict[str, Any] = dict(kwargs)
    while True:
        page = await read(*args, **arguments)
        for item in page.data:
            yield item
        following = _following(page, arguments)
        if following is None:
            return
        arguments |= following


def _following(page: Page[Any], arguments: dict[str, Any]) -> dict[str, Any] | None:
    """Return the arguments of the next page; null after the last one."""
    cursor = getattr(page.meta, "next_cursor", None)
    if cursor is not None:
        return {"cursor": cursor, "offset": None}
    if not page.data or not getattr(page.meta, "has_more", False):
        return None
    return {"offset": (arguments.get("offset") or 0) + len(page.data)}
