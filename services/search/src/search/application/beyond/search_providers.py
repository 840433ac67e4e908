"""Titles beyond the catalog: those that the provider has, joined with what is imported of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from search.application.beyond.ports import ProviderSearch, ProviderSearchFailed, ProviderTitle
from search.application.ports import SearchIndex
from search.domain.entry import Card
from search.domain.query.parsing import parse

LEAST_CHARACTERS: Final = 2
"""Shorter texts are not sent to the provider: it would return its most popular titles."""


@dataclass(frozen=True, slots=True)
class BeyondTitle:
    """A title at the provider, and its entry in the index if it has one."""

    title: ProviderTitle
    entry: Card | None

    @property
    def is_imported(self) -> bool:
        """Whether the title is in this installation already."""
        return self.entry is not None or self.title.is_imported


@dataclass(frozen=True, slots=True)
class BeyondResult:
    """What the provider has; without titles when it is unavailable."""

    text: str
    status: Literal["ok", "unavailable"]
    titles: Sequence[BeyondTitle] = ()


@dataclass(frozen=True, slots=True)
class SearchProviders:
    """Searches the provider under a deadline. Its failure is a result, never an error."""

    index: SearchIndex
    provider: ProviderSearch

    async def __call__(
        self, text: str, *, languages: Sequence[str], authorization: str, seconds: float
    ) -> BeyondResult:
        """Return what the provider has for a text; raise ProviderSearchLimited."""
        query = parse(text)
        if len(query.text) < LEAST_CHARACTERS:
            return BeyondResult(query.text, "ok")
        language = languages[0] if languages else None
        try:
            titles = await self.provider.find(
                query.text, language=language, authorization=authorization, seconds=seconds
            )
        except ProviderSearchFailed:
            return BeyondResult(query.text, "unavailable")
        return BeyondResult(query.text, "ok", [await self._joined(title) for title in titles])

    async def _joined(self, title: ProviderTitle) -> BeyondTitle:
        entry = await self.index.get(f"{title.kind}:{title.media_id}")
        return BeyondTitle(title, entry.card if entry else None)
