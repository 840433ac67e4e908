"""Selection of a title's texts: in a preferred language, else in English, else as the import has them.

Title and overview are selected independently in the same order: the exact locale, variants in its script, its
language, another variant of that language; then the next preferred language; then English; then the default.
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
_SCRIPTS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "zh": {"hans": frozenset({"cn", "my", "sg"}), "hant": frozenset({"hk", "mo", "tw"})}
}
"""The regions that write a language in each of its scripts, the usual script first."""


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


def name_in(names: Mapping[str, str], languages: Sequence[str], default: str) -> tuple[str, str | None]:
    """Return a name in the first of `languages` that has one, else in English, else the default, and its language."""
    available = tuple(names)
    for requested in (*languages, ENGLISH):
        for tag in variants(requested, available):
            return names[tag], tag
    return default, next((tag for tag, name in names.items() if name == default), None)


@lru_cache(maxsize=4096)
def variants(requested: str, available: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the available tags that are in the language of a requested tag, the closest first."""
    target = requested.lower()
    language = target.partition("-")[0]
    script = script_of(target)

    def distance(tag: str) -> tuple[int, str]:
        variant = tag.lower()
        if variant in (target, language):
            return (0 if variant == target else 2), variant
        return (1 if script and script_of(variant) == script else 3), variant

    own = [tag for tag in available if tag.lower().partition("-")[0] == language]
    return tuple(sorted(own, key=distance))


def script_of(tag: str) -> str | None:
    """Return the script of a tag of a language that is written in several: as stated, by region, or the usual one."""
    language, *subtags = tag.lower().split("-")
    scripts = _SCRIPTS.get(language)
    if scripts is None:
        return None
    stated = next((subtag for subtag in subtags if subtag in scripts), None)
    by_region = next((name for name, regions in scripts.items() if not regions.isdisjoint(subtags)), None)
    return stated or by_region or next(iter(scripts))


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
