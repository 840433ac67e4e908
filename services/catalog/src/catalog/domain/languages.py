"""Selection of a title's texts: in a preferred language, else in English, else as the import has them.

Title and overview are selected independently in the same order: the exact locale, variants in its script, its
language, another variant of that language; then the next preferred language; then English; then the default.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chassis.core.languages import ENGLISH, variants


@dataclass(frozen=True, slots=True)
class Text:
    """A title's texts in one language; null when unknown."""

    title: str | None = None
    overview: str | None = None


@dataclass(frozen=True, slots=True)
class Selected(Text):
    """The texts that were selected."""

    languages: tuple[str, ...] = ()
    """Their languages, without repetition; a text of unknown language adds none."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a title: in the import's own language, the original title, and translations by language tag."""

    default: Text
    original_title: str | None = None
    original_language: str | None = None
    translations: Mapping[str, Text] = field(default_factory=dict)

    def in_languages(self, languages: Sequence[str]) -> Selected:
        """Return title and overview in the first of `languages` that has each; the default without languages."""
        candidates = [*self._candidates(languages), *self._known_default()] if languages else ()
        title = next(((text.title, tag) for tag, text in candidates if text.title), (self.default.title, None))
        overview = next(
            ((text.overview, tag) for tag, text in candidates if text.overview), (self.default.overview, None)
        )
        used = dict.fromkeys(tag for text, tag in (title, overview) if text and tag)
        return Selected(title[0], overview[0], tuple(used))

    def _candidates(self, languages: Sequence[str]) -> Iterator[tuple[str, Text]]:
        available = tuple(self.translations)
        original = (self.original_language or "").lower()
        for requested in (*languages, ENGLISH):
            yield from ((tag, self.translations[tag]) for tag in variants(requested, available))
            if original and requested.partition("-")[0].lower() == original:
                yield original, Text(self.original_title)

    def _known_default(self) -> Iterator[tuple[str, Text]]:
        """Yield the default texts under the language in which the same texts are known, if there is one."""
        for tag, text in self.translations.items():
            yield tag, Text(_same(text.title, self.default.title), _same(text.overview, self.default.overview))
        if self.original_language:
            yield self.original_language.lower(), Text(_same(self.original_title, self.default.title))


def _same(text: str | None, default: str | None) -> str | None:
    return text if text == default else None
