"""Objects as S3 lists them: pure.

Shapes: `ListBucketResult` of ListObjectsV2
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html), with or without its namespace.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote_plus

from chassis.core.outgoing.xml_tree import Element
from sources.domain.files.listed import ListedFile
from sources.infrastructure.servers.failures import invalid
from sources.infrastructure.servers.reading.json_fields import instant
from sources.infrastructure.servers.reading.paths import media_path
from sources.infrastructure.servers.reading.xml_tree import parse

_FROZEN: Final = frozenset({"GLACIER", "DEEP_ARCHIVE"})
"""Storage classes whose objects cannot be read before they are restored."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One response: its media files, and the last key of all if more follow."""

    files: tuple[ListedFile, ...]
    last_key: str | None
    is_last: bool


def listing(body: bytes, prefix: str, after: str) -> Listed:
    """Return the objects of a response below a prefix; raise SourceFailed when they do not continue behind a key."""
    root = parse(body, "a ListBucketResult")
    if _plain(root.name) != "ListBucketResult":
        raise invalid("a ListBucketResult")
    for element in _all(root):
        element.name = _plain(element.name)
    is_encoded = root.text_of("EncodingType") == "url"
    objects = [(_key(element, is_encoded), element) for element in root.all("Contents")]
    keys = [key for key, _ in objects]
    if any(key.encode() <= after.encode() for key in keys):
        raise invalid("keys behind the last one: the server repeats itself")
    files = [
        _file(key.removeprefix(prefix), element)
        for key, element in objects
        if key.startswith(prefix) and media_path(key.removeprefix(prefix)) and not _is_frozen(element)
    ]
    is_last = root.text_of("IsTruncated") != "true"
    if not keys and not is_last:
        raise invalid("objects in a list that continues")
    return Listed(tuple(files), max(keys, key=str.encode, default=None), is_last)


def _key(element: Element, is_encoded: bool) -> str:
    key = element.find("Key")
    if key is None or not key.text:
        raise invalid("the Key of an object")
    return unquote_plus(key.text, errors="replace") if is_encoded else key.text


def _file(path: str, element: Element) -> ListedFile:
    size, modified_at = element.text_of("Size") or "", _modified_at(element)
    if not (size.isascii() and size.isdigit() and len(size) < 19):
        raise invalid("the Size of an object")
    etag = (element.text_of("ETag") or "").strip('"')
    return ListedFile(
        path=path,
        name=path,
        bytes=int(size),
        modified_at=modified_at,
        fingerprint=f"{etag}-{size}" if etag else f"{size}-{modified_at}",
    )


def _modified_at(element: Element) -> datetime | None:
    return instant({"at": element.text_of("LastModified")}, "at")


def _is_frozen(element: Element) -> bool:
    return element.text_of("StorageClass") in _FROZEN


def _plain(name: str) -> str:
    return name.rpartition(" ")[2]


def _all(root: Element) -> list[Element]:
    return [root, *(inner for child in root.children for inner in _all(child))]
