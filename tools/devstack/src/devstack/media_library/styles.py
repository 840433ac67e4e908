"""The naming styles of the generated library: each writes the name of a movie or of an episode."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from devstack.media_library.titles import LibraryTitle

QUALITIES: Final = ("480p", "720p", "1080p", "2160p")
MEDIA: Final = ("BluRay", "WEB-DL", "WEBRip", "HDTV", "DVDRip", "BDRip", "AMZN.WEB-DL", "BluRay.REMUX")
CODECS: Final = ("x264", "x265", "H.264", "HEVC.10bit", "AV1", "XviD")
SOUND: Final = ("AAC", "DD5.1", "DDP5.1.Atmos", "DTS", "DTS-HD.MA.5.1", "TrueHD.7.1", "FLAC", "Opus")
LANGUAGES: Final = ("", "", "", ".GERMAN", ".FRENCH", ".iTALiAN", ".MULTi", ".SPANISH")
EDITIONS: Final = ("", "", "", ".EXTENDED", ".REMASTERED", ".UNRATED", ".PROPER")


@dataclass(frozen=True, slots=True)
class Episodes:
    """The place of a file in a show."""

    season: int
    numbers: tuple[int, ...]

    absolute: int
    """The first episode, counted from the beginning of the show."""

    @property
    def first(self) -> int:
        """The first episode of the file."""
        return self.numbers[0]


def tags(random: Random) -> str:
    """Return the end of a release name."""
    parts = (random.choice(QUALITIES), random.choice(MEDIA), random.choice(SOUND), random.choice(CODECS))
    return (
        f"{random.choice(LANGUAGES)}{random.choice(EDITIONS)}.{'.'.join(parts)}-{random.choice(('GRP', 'TEAM', 'x0r'))}"
    )


def safe(name: str) -> str:
    """Return a name without characters that file systems refuse."""
    return name.replace("/", " ").replace(":", " -").replace("|", " ")


def dotted(name: str) -> str:
    """Return a name with dots for spaces, as releases have it."""
    kept = "".join(character for character in name.replace("&", "and") if character.isalnum() or character in " -")
    return ".".join(kept.replace(" - ", " ").split())


def code_of(title: LibraryTitle) -> str:
    """Return the country as names have it."""
    return "UK" if title.country == "GB" else title.country


def write_name(style: str, title: LibraryTitle, random: Random, place: Episodes | None = None) -> str:
    """Return the name of a movie, or of an episode at a place of a show, in a style."""
    values = {
        "dots": dotted(title.name),
        "name": safe(title.name),
        "other": safe(title.other_name or title.name),
        "lines": safe(title.name).replace(" ", "_"),
        "full": f"{safe(title.name)} ({title.year})",
        "year": title.year,
        "near": title.year + random.choice((-1, 1)),
        "imdb": title.imdb,
        "id": title.number,
        "country": code_of(title),
        "quality": random.choice(QUALITIES),
        "tags": tags(random),
        "any": random.randrange(10_000),
        "crc": f"{random.getrandbits(32):08X}",
    }
    if place is not None:
        day = f"20{place.season + 10}.{place.first % 12 + 1:02}.{place.first % 28 + 1:02}"
        values |= {"s": place.season, "e": place.first, "last": place.numbers[-1], "abs": place.absolute, "day": day}
    name = {**MOVIE_STYLES, **EPISODE_STYLES}[style].format_map(values)
    return name.lower() if style in _LOWER else name


MOVIE_STYLES: Final[Mapping[str, str]] = {
    "release": "{dots}.{year}{tags}.mkv",
    "release in lower case": "{dots}.{year}{tags}.cd1.avi",
    "folder and file": "Movies/{full}/{full}.mkv",
    "folder with the year": "Movies/{full}/{name}.mkv",
    "version of a folder": "{full}/{full} - {quality}.mkv",
    "edition and id": "{full} {{imdb-{imdb}}}/{full} {{imdb-{imdb}}} {{edition-Final Cut}}.mkv",
    "id in brackets": "{full} [tmdbid-{id}].mp4",
    "id only": "clip {any} [tmdbid-{id}].mp4",
    "underscores": "{lines}_({year})_{quality}.mkv",
    "square brackets": "{name} [{year}] [{quality}] [BluRay].mkv",
    "year in front": "({year}) {name} [{quality}].mkv",
    "other language": "{other} ({year}) {quality}.mkv",
    "folder of a release": "{dots}.{year}{tags}/grp-{id:04x}.mkv",
    "address in front": "www.site.example - {name} ({year}) 1080p.mkv",
    "next year": "{name} ({near}).mkv",
    "without a year": "{name} {quality}.mkv",
}
EPISODE_STYLES: Final[Mapping[str, str]] = {
    "release of an episode": "{dots}.S{s:02}E{e:02}.{quality}.HDTV.x264-GRP.mkv",
    "release with the year": "{dots}.{year}.S{s:02}E{e:02}{tags}.mkv",
    "folders of show and season": "TV/{full}/Season {s:02}/{full} - s{s:02}e{e:02} - Pilot.mkv",
    "folder of the show only": "TV/{full}/Season {s}/S{s:02}E{e:02}.mkv",
    "number in the season": "TV/{full}/Season {s}/{e:02} - Some title.mkv",
    "short number in the season": "{full}/Season {s}/{name} E{e:02}.mkv",
    "cross": "{name} ({year}) {s}x{e:02}.avi",
    "words": "{name} ({year}) Season {s} Episode {e}.mkv",
    "several episodes": "{dots}.{year}.S{s:02}E{e:02}-E{last:02}.720p.mkv",
    "id of a show": "{full} [tmdbid-{id}]/Season {s}/S{s:02}E{e:02}.mkv",
    "country": "{name} ({country}) - s{s:02}e{e:02}.mkv",
    "fans": "[Group] {name} - {abs:02} ({quality}) [{crc}].mkv",
    "day": "{dots}.{day}.720p.WEB.mkv",
}
_LOWER: Final = frozenset({"release in lower case"})
