"""Reads the path of a media file: what it is, by the customs of naming files and folders."""

from collections.abc import Mapping
from typing import Final

from sources.domain.names.episodes import EpisodeMark, season_of_folder
from sources.domain.names.folding import fold, loose
from sources.domain.names.parsed import ParsedName
from sources.domain.names.stem import Stem, read_folder, read_stem
from sources.domain.names.tokens import Mark
from sources.domain.names.vocabulary import EXTENSIONS, EXTRA_FOLDERS, TAGS
from sources.domain.names.years import CERTAIN

UNCERTAIN_TITLE: Final = 0.3
FROM_FOLDER: Final = 0.9
_GENERIC_NAMES: Final = (
    "movies|movie|tv|tv shows|tv series|shows|series|anime|media|video|videos|downloads|library"
    "|kids|data|documentariese|serien|peliculas|new folder|incoming|complete"
)
_GENERIC: Final = frozenset(_GENERIC_NAMES.split("|"))
_NO_FOLDER: Final = Stem()


def read_name(path: str) -> ParsedName:
    """Return what a path says; text of any length and script is read in linear time."""
    *folders, name = path.rsplit("/", 3)[-3:]
    season = season_of_folder(folders[-1]) if folders else None
    shows = folders[:-1] if season is not None else folders
    folder = _folder(shows[-1]) if shows else _NO_FOLDER
    stem = read_stem(_without_extension(name), in_season=season is not None)
    is_extra = stem.is_extra or (len(folders) > 1 and folders[-1].strip().lower() in EXTRA_FOLDERS)
    is_episode = stem.episodes is not None or season is not None
    title, certainty = _title(stem, folder, is_episode=is_episode)
    is_of_folder = certainty > UNCERTAIN_TITLE and _are_equal(title, folder.title.text)
    is_dated = stem.year is not None and (not is_of_folder or _are_equal(title, stem.title.text))
    year = folder.year if is_of_folder and not is_dated else stem.year
    ids = stem if stem.has_ids or not is_of_folder else folder
    best, sounds, languages = _tags(stem, folder if is_of_folder else _NO_FOLDER)
    values = {field: mark.value for field, mark in best.items()}
    return ParsedName(
        title=title,
        year=int(year.value) if year is not None else None,
        season=_season(stem, folder, season),
        episodes=stem.episodes.episodes if stem.episodes is not None else (),
        aired=stem.episodes.aired if stem.episodes is not None else None,
        is_extra=is_extra,
        quality=values.get("quality"),
        video_codec=values.get("video"),
        is_ten_bit="ten_bit" in values,
        medium=values.get("medium"),
        edition=stem.edition or (folder.edition if is_of_folder else None) or values.get("edition"),
        audio_codecs=tuple(sounds),
        languages=tuple(languages),
        imdb=ids.imdb,
        tmdb=ids.tmdb,
        tvdb=ids.tvdb,
        confidence=_confidence(certainty, best, year, stem.episodes, len(name)),
    )


def _folder(name: str) -> Stem:
    return _NO_FOLDER if name.strip().lower() in _GENERIC else read_folder(name)


def _without_extension(name: str) -> str:
    front, dot, extension = name.rpartition(".")
    return front if dot and front and extension.lower() in EXTENSIONS else name


def _title(stem: Stem, folder: Stem, *, is_episode: bool) -> tuple[str, float]:
    """Return the title and how certain it is; the folder decides where the file states none."""
    own, outer = stem.title, folder.title
    certainty = min(max(own.score, 0) / 100, 1.0)
    if is_episode and stem.episodes is None:
        return (outer.text, FROM_FOLDER) if outer.text else (own.text, UNCERTAIN_TITLE)
    if not own.text:
        return (outer.text, FROM_FOLDER) if outer.text else (stem.others, UNCERTAIN_TITLE)
    if is_episode or folder.year is None or _are_equal(own.text, outer.text):
        return own.text, certainty
    if stem.year is not None:
        is_number = stem.year.specificity < CERTAIN and _are_equal(f"{own.text} {stem.year.value}", outer.text)
        return (outer.text, FROM_FOLDER) if is_number else (own.text, certainty)
    if _is_edition_of(own.text, outer.text) or (not stem.has_marks and folder.tags and " " not in own.text):
        return outer.text, FROM_FOLDER
    return own.text, UNCERTAIN_TITLE


def _are_equal(one: str, other: str) -> bool:
    return bool(one and other) and (one == other or loose(fold(one)) == loose(fold(other)))


def _is_edition_of(text: str, title: str) -> bool:
    """Return whether a text is a title with words behind it that are no part of a title."""
    rest = fold(text).removeprefix(f"{fold(title)} ")
    return rest != fold(text) and (rest in TAGS or all(word in TAGS for word in rest.split()))


def _season(stem: Stem, folder: Stem, of_folder: int | None) -> int | None:
    """Return the season that the file states, or else that of its folder, or of the one around that."""
    stated = stem.episodes.season if stem.episodes is not None else None
    outer = folder.episodes.season if folder.episodes is not None and stem.episodes is not None else None
    return next((season for season in (stated, of_folder, outer) if season is not None), None)


def _tags(stem: Stem, folder: Stem) -> tuple[dict[str, Mark], list[str], list[str]]:
    """Return of each field the most specific tag of the file, or else of its folder, and every sound and language."""
    best: dict[str, Mark] = {}
    sounds: list[str] = []
    languages: list[str] = []
    for tag in stem.tags or folder.tags:
        if tag.field not in best or tag.specificity > best[tag.field].specificity:
            best[tag.field] = tag
        if tag.field == "audio" and tag.value not in sounds:
            sounds.append(tag.value)
        if tag.field == "language" and tag.value not in languages:
            languages.append(tag.value)
    return best, sounds, languages


def _confidence(
    title: float, best: Mapping[str, Mark], year: Mark | None, episodes: EpisodeMark | None, length: int
) -> dict[str, float]:
    """Return how certain each field is, and all of them together."""
    confidence = {"title": round(title, 2)}
    for field in _STATED:
        if field in best:
            confidence[field] = best[field].specificity / 100
    if year is not None:
        confidence["year"] = year.specificity / 100
    if episodes is not None:
        confidence["episodes"] = episodes.specificity / 100
    mean = sum(confidence.values()) / len(confidence)
    confidence["overall"] = round(mean * min(len(confidence) / _FIELDS, 1) * min(length / _LONG, 1), 2)
    return confidence


_STATED: Final = ("quality", "video", "audio", "medium", "language", "edition")
_FIELDS: Final = 7
"""Fields of a name that states everything."""
_LONG: Final = 50
"""Characters of a name that can state everything."""
