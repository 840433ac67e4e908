"""What media servers state about a file, in our terms."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from chassis.core.languages import TAG
from sources.domain.files.listed import ExternalIds, ListedFile, StatedTitle, Streams

_IMDB: Final = re.compile(r"tt\d{5,12}")
_LARGEST_ID: Final = 2**31 - 1
_TAG: Final = re.compile(TAG)
_UNKNOWN_LANGUAGES: Final = frozenset({"und", "mis", "mul", "zxx"})
_NAMED_FOLDERS: Final = 3
_TWO_LETTERS: Final[Mapping[str, str]] = dict(
    pair.split(":")
    for line in (
        "ara:ar bul:bg cat:ca ces:cs cze:cs chi:zh zho:zh dan:da deu:de ger:de dut:nl nld:nl ell:el gre:el eng:en",
        "est:et fin:fi fra:fr fre:fr heb:he hin:hi hrv:hr hun:hu ice:is isl:is ind:id ita:it jpn:ja kor:ko lav:lv",
        "lit:lt may:ms msa:ms nor:no nob:nb nno:nn per:fa fas:fa pol:pl por:pt ron:ro rum:ro rus:ru slk:sk slo:sk",
        "slv:sl spa:es srp:sr swe:sv tam:ta tel:te tha:th tur:tr ukr:uk urd:ur vie:vi",
    )
    for pair in line.split()
)
"""ISO 639-2 to 639-1; a language without two letters keeps its three."""


def external_ids(ids: Mapping[str, Any]) -> ExternalIds:
    """Return the ids among those that a server states under the names `imdb`, `tmdb` and `tvdb`, in any case."""
    stated = {name.lower(): str(value).strip() for name, value in ids.items() if isinstance(value, str | int)}
    imdb = stated.get("imdb", "")
    return ExternalIds(
        imdb=imdb if _IMDB.fullmatch(imdb) else None, tmdb=_id(stated.get("tmdb")), tvdb=_id(stated.get("tvdb"))
    )


def languages(codes: Iterable[str | None]) -> tuple[str, ...]:
    """Return the languages of sound tracks as tags (BCP 47), each once."""
    tags = (_TWO_LETTERS.get(code.lower(), code) for code in codes if code)
    return tuple(dict.fromkeys(tag for tag in tags if _TAG.fullmatch(tag) and tag.lower() not in _UNKNOWN_LANGUAGES))


def server_name(path: str) -> str:
    """Return the end of a path on the server, which names the title: the rest is no business of users."""
    return "/".join(path.replace("\\", "/").strip("/").split("/")[-_NAMED_FOLDERS:])


def fingerprint(version: str, size: int, stated: StatedTitle | None, streams: Streams) -> str:
    """Return a text that changes with the content, and with what the server states about it."""
    return hashlib.blake2b(repr((version, size, stated, streams)).encode(), digest_size=16).hexdigest()


def distinct(files: Iterable[ListedFile]) -> tuple[ListedFile, ...]:
    """Return files of which each path occurs once."""
    return tuple({file.path: file for file in files}.values())


def _id(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    number = int(text)
    return number if 0 < number <= _LARGEST_ID else None
