"""Languages of texts: tags, the header `Accept-Language`, and which of the available languages is served.

https://www.rfc-editor.org/rfc/rfc5646, https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
"""

import re
from collections.abc import Mapping, Sequence
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
