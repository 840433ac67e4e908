"""Selection of a title's texts: in a preferred language, else in English, else as the import has them.

Title and overview are selected independently in the same order: the exact locale, its language, another variant of
that language; then the next preferred language; then English; then the default.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

ENGLISH: Final = "en"
MOST_LANGUAGES: Final = 10
TAG: Final = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"

_TAG: Final = re.compile(TAG)
_QUALITY: Final = re.compile(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)")


@dataclass(frozen=True, slots=True)
class Text:
    """A title's texts in one language; null when unknown."""

    title: str | None = None
    overview: str | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a title: in the import's own language, the original title, and translations by language tag."""

    default: Text
    original_title: str | None = None
    original_language: str | None = None
    translations: Mapping[str, Text] = field(default_factory=dict)

    def in_languages(self, languages: Sequence[str]) -> Text:
        """Return title and overview in the first of `languages` that has each."""
        if not languages:
            return self.default
        candidates = list(self._candidates(languages))
        return Text(
            next((text.title for text in candidates if text.title), None) or self.default.title,
            next((text.overview for text in candidates if text.overview), None) or self.default.overview,
        )

    def _candidates(self, languages: Sequence[str]) -> Iterator[Text]:
        variants = {name.lower(): text for name, text in self.translations.items()}
        for tag in map(str.lower, (*languages, ENGLISH)):
            language = tag.partition("-")[0]
            yield from (variants[name] for name in (tag, language) if name in variants)
            yield from (text for name, text in sorted(variants.items()) if name.startswith(f"{language}-"))
            if language == (self.original_language or "").lower():
                yield Text(self.original_title)


@lru_cache(maxsize=1024)
def preferred_languages(header: str | None) -> tuple[str, ...]:
    """Return the languages of an `Accept-Language` header (RFC 9110), the most preferred first.

    Malformed items are ignored; at most ten languages are returned.
    """
    weighted: list[tuple[float, str]] = []
    for item in (header or "").split(",")[: 2 * MOST_LANGUAGES]:
        tag, _, parameter = (part.strip() for part in item.partition(";"))
        quality = _QUALITY.fullmatch(parameter) if parameter else None
        weight = float(quality[1]) if quality else 1.0
        if _TAG.fullmatch(tag) and weight > 0 and (quality or not parameter):
            weighted.append((weight, tag))
    ordered = sorted(weighted, key=lambda item: -item[0])
    return tuple(dict.fromkeys(tag for _, tag in ordered))[:MOST_LANGUAGES]
