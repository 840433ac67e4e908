"""The stored responses, within a bound of bytes; the least recently requested page leaves first.

A response may be announced as changed while it is fetched, so changes are remembered for longer than any fetch takes.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import Final

from gateway.application.cache.stored import StoredResponse
from gateway.application.ports import MonotonicClock

LATEST_NEWS_SECONDS: Final = 3.0
"""How old the newest knowledge of changes may be."""
UNCONFIRMED_SECONDS: Final = 5.0
"""How long a response is fresh while it is not known whether it has changed."""
SETTLING_SECONDS: Final = 5.0
"""How long services may still respond from memories that are older than a change of theirs."""
SETTLING_LIFETIME: Final = 1.0
REMEMBERED_SECONDS: Final = 60.0
"""Longer than any fetch takes."""
MOST_LANGUAGES: Final = 16
"""Different preferences of languages in which one page is stored."""
UNCACHEABLE_SECONDS: Final = 60.0
MOST_UNCACHEABLE: Final = 10_000
EVERYTHING: Final = "*"
"""The key of every response."""

Page = tuple[bytes, bytes]
"""Raw path and query."""


class ResponseStore:
    """Responses by page and language, and the changes that services announce of them."""

    def __init__(self, most_bytes: int, clock: MonotonicClock) -> None:
        self._most_bytes = most_bytes
        self._clock = clock
        self._pages: OrderedDict[Page, dict[bytes | None, StoredResponse]] = OrderedDict()
        self._sizes: dict[Page, int] = {}
        self._pages_by_key: dict[str, set[Page]] = {}
        self._changed_at: OrderedDict[str, float] = OrderedDict()
        self._uncacheable: OrderedDict[Page, float] = OrderedDict()
        self._news_age: Callable[[], float] = lambda: math.inf
        self.changed_at = float("-inf")
        """When the latest change was announced."""
        self.bytes = 0

    @property
    def is_enabled(self) -> bool:
        """Return whether anything is stored at all."""
        return self._most_bytes > 0

    def __len__(self) -> int:
        """Return the number of stored responses."""
        return sum(map(len, self._pages.values()))

    def has(self, page: Page) -> bool:
        """Return whether there is a response for any preference of languages."""
        return page in self._pages

    def find(self, page: Page, language: bytes) -> StoredResponse | None:
        """Return the stored response for a preference of languages, fresh or not."""
        by_language = self._pages.get(page)
        if by_language is None:
            return None
        self._pages.move_to_end(page)
        return by_language.get(None) or by_language.get(language)

    def is_fresh(self, stored: StoredResponse, now: float) -> bool:
        """Return whether a response may be served without a question to its service."""
        if now >= stored.fresh_until:
            return False
        return (
            not stored.storage.keys
            or now < stored.fetched_at + UNCONFIRMED_SECONDS
            or self._news_age() < LATEST_NEWS_SECONDS
        )

    def is_usable_stale(self, stored: StoredResponse, now: float) -> bool:
        """Return whether a response that is not fresh may be served while a newer one is fetched."""
        return stored.fresh_until <= now < stored.stale_until and (
            not stored.storage.keys or self._news_age() < LATEST_NEWS_SECONDS
        )

    def put(self, page: Page, language: bytes, stored: StoredResponse) -> bool:
        """Keep a response, and return whether it is kept: not if it has changed since it was requested."""
        now = self._clock()
        changed_at = max(
            (self._changed_at.get(key, float("-inf")) for key in (EVERYTHING, *stored.storage.keys)),
            default=float("-inf"),
        )
        if changed_at >= stored.fetched_at or stored.fetched_at < now - REMEMBERED_SECONDS:
            return False
        if stored.fetched_at - changed_at < SETTLING_SECONDS:
            stored.fresh_until = min(stored.fresh_until, stored.fetched_at + SETTLING_LIFETIME)
            stored.stale_until = stored.fresh_until
        by_language = self._pages.setdefault(page, {})
        self._forget_keys(page, by_language.values())
        if not stored.storage.varies_by_language:
            by_language.clear()
            by_language[None] = stored
        else:
            by_language.pop(None, None)
            by_language.pop(language, None)
            by_language[language] = stored
            if len(by_language) > MOST_LANGUAGES:
                del by_language[next(iter(by_language))]
        for response in by_language.values():
            for key in response.storage.keys:
                self._pages_by_key.setdefault(key, set()).add(page)
        self._uncacheable.pop(page, None)
        self.measure(page)
        return True

    def measure(self, page: Page) -> None:
        """Count the bytes of a page again, and make room if there are too many."""
        by_language = self._pages.get(page)
        if by_language is None:
            return
        size = sum(stored.size for stored in by_language.values()) + len(page[0]) + len(page[1])
        self.bytes += size - self._sizes.get(page, 0)
        self._sizes[page] = size
        self._pages.move_to_end(page)
        while self.bytes > self._most_bytes and self._pages:
            self._remove(next(iter(self._pages)))

    def change(self, keys: Collection[str]) -> int:
        """Forget the responses that depend on one of these keys, and return how many pages there were."""
        now = self._clock()
        self.changed_at = now
        for key in keys:
            self._changed_at[key] = now
            self._changed_at.move_to_end(key)
        while self._changed_at and next(iter(self._changed_at.values())) < now - REMEMBERED_SECONDS:
            self._changed_at.popitem(last=False)
        if EVERYTHING in keys:
            return self._remove_all(tuple(self._pages))
        return self._remove_all({page for key in keys for page in self._pages_by_key.get(key, ())})

    def follow(self, age: Callable[[], float]) -> None:
        """Trust announcements while `age` is small: the seconds since all of them were last known to be received."""
        self._news_age = age

    def is_uncacheable(self, page: Page) -> bool:
        """Return whether a response to this request could not be stored lately."""
        until = self._uncacheable.get(page)
        return until is not None and self._clock() < until

    def note_uncacheable(self, page: Page) -> None:
        """Remember that a response to this request cannot be stored, so that others do not wait for it."""
        self._uncacheable[page] = self._clock() + UNCACHEABLE_SECONDS
        self._uncacheable.move_to_end(page)
        if len(self._uncacheable) > MOST_UNCACHEABLE:
            self._uncacheable.popitem(last=False)

    def _remove_all(self, pages: Iterable[Page]) -> int:
        count = 0
        for count, page in enumerate(pages, 1):  # noqa: B007 - the number of pages is returned
            self._remove(page)
        return count

    def _remove(self, page: Page) -> None:
        self._forget_keys(page, self._pages.pop(page).values())
        self.bytes -= self._sizes.pop(page)

    def _forget_keys(self, page: Page, responses: Iterable[StoredResponse]) -> None:
        for key in {key for stored in responses for key in stored.storage.keys}:
            pages = self._pages_by_key.get(key)
            if pages is not None:
                pages.discard(page)
                if not pages:
                    del self._pages_by_key[key]
