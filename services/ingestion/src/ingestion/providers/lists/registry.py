"""Every site with lists. Adding one: `docs/how-to/add-a-list.md`."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from ingestion.application.external.ports import ReadPage, Recognized
from ingestion.domain.external.failures import ListAddressUnknown, ListFailed
from ingestion.domain.external.lists import Reference
from ingestion.providers.lists.kinds.imdb import IMDB
from ingestion.providers.lists.kinds.letterboxd import LETTERBOXD
from ingestion.providers.lists.kinds.mdblist import MDBLIST
from ingestion.providers.lists.kinds.tmdb import TMDB
from ingestion.providers.lists.kinds.trakt import TRAKT
from ingestion.providers.lists.list_spec import ListClients, ListSpec, ReadList

LIST_SPECS: Final[tuple[ListSpec, ...]] = (TRAKT, TMDB, MDBLIST, LETTERBOXD, IMDB)

LONGEST_ADDRESS: Final = 500
_SEGMENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,99}")


class Sites:
    """The sites with lists: which list an address names, and its content."""

    def __init__(self, clients: ListClients, specs: Sequence[ListSpec] = LIST_SPECS) -> None:
        self._specs = specs
        readers = {spec.kind: spec.reader(clients) for spec in specs}
        self._readers: Mapping[str, ReadList] = {kind: reader for kind, reader in readers.items() if reader is not None}

    def recognize(self, address: str) -> Recognized:
        """Return the list of an address; raise ListAddressUnknown."""
        host, segments = _parts(address)
        spec = next((spec for spec in self._specs if host in spec.hosts), None)
        if spec is None:
            raise ListAddressUnknown(f"lists of {host[:100]} are not known", self._examples())
        listed = spec.recognize(segments)
        if listed is None:
            raise ListAddressUnknown(f"this is not the address of a list of {spec.site}", self._examples())
        path = "/".join(segments)
        return Recognized(Reference(spec.kind, listed.path), f"https://{host}/{path}", listed.name, listed.by_file)

    def name_of(self, kind: str) -> str:
        """Return the name of a site for readers."""
        return next(spec.site for spec in self._specs if spec.kind == kind)

    def is_configured(self, kind: str) -> bool:
        """Return whether the lists of a site can be read."""
        return kind in self._readers

    async def read(self, reference: Reference, page: int) -> ReadPage:
        """Return a page of a list by its number from 1; raise SourceFailed, ListFailed."""
        reader = self._readers.get(reference.kind)
        if reader is None:
            raise ListFailed("not_configured", f"{reference.kind} is not configured")
        return await reader(reference.path, page)

    def _examples(self) -> tuple[str, ...]:
        return tuple(example for spec in self._specs for example in spec.examples)


def _parts(address: str) -> tuple[str, list[str]]:
    """Return the host without `www.` and the segments of the path; raise ListAddressUnknown."""
    text = address.strip()
    if not text.isascii() or len(text) > LONGEST_ADDRESS:
        raise ListAddressUnknown(f"must be an address of at most {LONGEST_ADDRESS} ASCII characters")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError as invalid:
        raise ListAddressUnknown("must be the address of a list") from invalid
    if parts.scheme not in ("http", "https") or parts.username is not None or port not in (None, 80, 443) or not host:
        raise ListAddressUnknown("must be an address that begins with https://")
    segments = [segment for segment in parts.path.split("/") if segment]
    if not segments or not all(map(_SEGMENT.fullmatch, segments)):
        raise ListAddressUnknown("must be the address of a list: its path has characters that no list has")
    return host, segments
