"""Titles and overviews of TMDB in the language of texts, else in English, else in the original language.

TMDB itself returns the original title when it has none in the requested language, so a title that equals the
original one of a foreign language is no localisation.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ingestion.domain.titles.facts import Text
from ingestion.providers.parsing.markup import line, plain
from ingestion.providers.tmdb.models import TmdbTitle, TmdbTranslation, Translations

ENGLISH = "en"

# Traditional Chinese is read by others than Simplified.
_OTHER_SCRIPT: Final[Mapping[str, frozenset[str]]] = {"zh": frozenset({"HK", "MO", "TW"})}


@dataclass(frozen=True, slots=True)
class Texts:
    """`title` and `overview` are localised or English, null when TMDB has neither; `own` are the localised alone."""

    title: str | None
    original_title: str | None
    overview: str | None
    original_overview: str | None
    own: Text


def texts(record: TmdbTitle, title: str | None, original: str | None, locale: str) -> Texts:
    """Return the texts of a title that was requested in `locale`, for example `pt-BR`."""
    language = locale.partition("-")[0].lower()
    own_language = (record.original_language or "").lower()
    localised = title if title != original or own_language in ("", language) else None
    variants = list(_in(record, locale))
    own_title = line(localised or _title(variants))
    own_overview = plain(record.overview or _overview(variants))
    english = list(_of(record, ENGLISH))
    return Texts(
        title=own_title or line(_title(english) or (original if own_language == ENGLISH else None)),
        original_title=line(original or title),
        overview=own_overview or plain(_overview(english)),
        original_overview=plain(_overview(_of(record, own_language))),
        own=Text(own_title, own_overview),
    )


def translations(record: TmdbTitle, languages: Collection[str], own: Text, locale: str) -> dict[str, Text] | None:
    """Return the texts in `languages` and in the original language by tag; null when the block is absent.

    The bare tag of a language is that of its first variant, in the language of texts that of `own`, which TMDB chose.
    Further variants have their region too (`pt`, `pt-PT`), as have those in a script other than the usual one.
    """
    if record.translations is None:
        return None
    language = locale.partition("-")[0].lower()
    kept = {*languages, (record.original_language or "").lower()}
    by_tag = {language: own} if language in kept and (own.title or own.overview) else {}
    for tag, text in by_language(record.translations, kept, by_tag).items():
        if tag.lower() != locale.lower():
            by_tag.setdefault(tag, text)
    return by_tag


def by_language(
    block: Translations | None, languages: Collection[str], occupied: Collection[str] = ()
) -> dict[str, Text]:
    """Return the texts in some languages by tag. A bare tag that is `occupied` goes to no variant."""
    texts_by_tag: dict[str, Text] = {}
    for translation in (block.translations if block else None) or ():
        if translation is None or translation.iso_639_1 not in languages:
            continue
        text = Text(line(translation.data.title or translation.data.name), plain(translation.data.overview))
        if not (text.title or text.overview):
            continue
        code, region = translation.iso_639_1, translation.iso_3166_1
        is_bare = code not in texts_by_tag and code not in occupied and region not in _OTHER_SCRIPT.get(code, ())
        texts_by_tag.setdefault(code if is_bare or not region else f"{code}-{region}", text)
    return texts_by_tag


def _in(record: TmdbTitle, locale: str) -> Iterator[TmdbTranslation]:
    """Yield the translations of exactly this locale, then the others of its language."""
    language, _, region = locale.partition("-")
    own = list(_of(record, language.lower()))
    yield from (translation for translation in own if (translation.iso_3166_1 or "").lower() == region.lower())
    yield from own


def _of(record: TmdbTitle, language: str) -> Iterator[TmdbTranslation]:
    for translation in (record.translations.translations if record.translations else None) or ():
        if translation and translation.iso_639_1.lower() == language:
            yield translation


def _title(some: Iterable[TmdbTranslation]) -> str | None:
    return next((name for translation in some if (name := translation.data.title or translation.data.name)), None)


def _overview(some: Iterable[TmdbTranslation]) -> str | None:
    return next((translation.data.overview for translation in some if translation.data.overview), None)
