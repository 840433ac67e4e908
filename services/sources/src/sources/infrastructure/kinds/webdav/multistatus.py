"""Folders as WebDAV lists them: pure.

Shapes: `multistatus` of RFC 4918, sections 9.1 and 14, and as Nextcloud writes it
(https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/basic.html): hrefs are absolute paths or
whole URLs, with any characters percent-encoded, and a folder ends with a slash or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from chassis.core.outgoing.retry_after import http_date
from chassis.core.outgoing.xml_tree import Element
from sources.infrastructure.servers.failures import invalid
from sources.infrastructure.servers.reading.json_fields import LONGEST_TEXT
from sources.infrastructure.servers.reading.paths import safe_name
from sources.infrastructure.servers.reading.xml_tree import parse

REQUEST: Final = (
    b'<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/><d:getcontentlength/>'
    b"<d:getlastmodified/><d:getetag/></d:prop></d:propfind>"
)
_LONGEST_ETAG: Final = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder directly in a folder."""

    name: str
    is_folder: bool
    bytes: int = 0
    modified_at: datetime | None = None
    etag: str | None = None

    @property
    def fingerprint(self) -> str:
        """Return what changes with the content."""
        return self.etag or f"{self.bytes}-{self.modified_at.isoformat() if self.modified_at else ''}"


def encoded(path: str) -> str:
    """Return a path as part of a URL."""
    return quote(path, safe="/")


def entries(body: bytes, folder: str) -> list[Entry]:
    """Return what is directly in a folder, sorted by name; `folder` is the decoded path of its URL.

    The folder itself, and what a server lists of other folders, is left out. Raise SourceFailed.
    """
    root = parse(body, "a multistatus")
    if root.name != "DAV: multistatus":
        raise invalid("a multistatus")
    by_name = {entry.name: entry for response in root.all("DAV: response") for entry in _entry(response, folder)}
    return [by_name[name] for name in sorted(by_name)]


def _entry(response: Element, folder: str) -> Iterator[Entry]:
    name = _name(response.text_of("DAV: href") or "", folder)
    properties = _properties(response)
    if name is None or properties is None:
        return
    length = properties.text_of("DAV: getcontentlength") or ""
    modified = http_date(properties.text_of("DAV: getlastmodified") or "")
    etag = (properties.text_of("DAV: getetag") or "").removeprefix("W/").strip('"')
    yield Entry(
        name,
        properties.find("DAV: resourcetype", "DAV: collection") is not None,
        int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0,
        None if modified is None else modified.replace(tzinfo=modified.tzinfo or UTC),
        etag if 0 < len(etag) <= _LONGEST_ETAG and etag.isprintable() else None,
    )


def _name(href: str, folder: str) -> str | None:
    """Return the name of what is directly in a folder, or null."""
    try:
        path = unquote(urlsplit(href).path, errors="strict")
    except ValueError:
        return None
    base = folder.rstrip("/") + "/"
    name = path.removeprefix(base).rstrip("/")
    return name if path.startswith(base) and safe_name(name) and len(name) <= LONGEST_TEXT else None


def _properties(response: Element) -> Element | None:
    """Return the properties that were by_name: a response has a group for each status."""
    for group in response.all("DAV: propstat"):
        if " 200" in (group.text_of("DAV: status") or ""):
            return group.find("DAV: prop")
    return None
