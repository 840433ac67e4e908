"""Object storages of a backup: the one whose objects are saved and restored, and one that a backup is kept in."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from devstack.backup import manifest
from devstack.backup.manifest import ObjectContent
from devstack.errors import BackupFailed, BackupUnusable

if TYPE_CHECKING:
    from obstore.store import ClientConfig

FOLDER: Final = "objects"
RANGE_BYTES: Final = 8 * 2**20
"""Of an object of any size, so much is read by one request, which has a deadline of its own, and is in memory."""
PARTS: Final = 9_000
"""Storages take 10,000 parts of an object at most."""
PARTS_AT_ONCE: Final = 2
_SECONDS: Final = timedelta(minutes=5)
_CLIENT: Final["ClientConfig"] = {"allow_http": True, "connect_timeout": timedelta(seconds=5), "timeout": _SECONDS}


@dataclass(frozen=True, slots=True)
class StorageAddress:
    """A bucket, addressed by path, and the key that requests are signed with."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"

    def open(self) -> S3Store:
        """Return a client; it connects with its first request."""
        return S3Store(
            self.bucket,
            endpoint=self.endpoint,
            region=self.region,
            access_key_id=self.access_key,
            secret_access_key=self.secret_key,
            virtual_hosted_style_request=False,
            client_options=_CLIENT,
        )


def keys(store: S3Store) -> list[str]:
    """Return the key of every object; raise BackupFailed when the storage does not respond."""
    try:
        return sorted(item["path"] for page in obstore.list(store) for item in page)
    except BaseError as error:
        raise BackupFailed(f"the storage did not list its objects: {error}") from error


def save_objects(store: S3Store, folder: Path, saved: Iterable[ObjectContent] = ()) -> tuple[ObjectContent, ...]:
    """Write every object that is not saved yet into the folder, and return all; objects never change under a key.

    One that is deleted meanwhile is left out.
    """
    (folder / FOLDER).mkdir(exist_ok=True)
    contents = {item.key: item for item in saved}
    try:
        for key in keys(store):
            if key not in contents:
                try:
                    contents[key] = _saved(store, key, folder / FOLDER)
                except FileNotFoundError:
                    continue
    except BaseError as error:
        raise BackupFailed(f"the storage did not deliver {key}: {error}") from error
    return tuple(sorted(contents.values(), key=lambda item: item.key))


def _saved(store: S3Store, key: str, folder: Path) -> ObjectContent:
    """Write an object into a file, range by range; raise FileNotFoundError when it does not exist."""
    result = obstore.get(store, key, options={"head": True})
    size, digest, name = result.meta["size"], hashlib.sha256(), hashlib.sha256(key.encode()).hexdigest()
    with (folder / name).open("wb") as file:
        for data in _ranges(store, key, size):
            digest.update(data)
            file.write(data)
    attributes = {str(kind): str(value) for kind, value in result.attributes.items()}
    return ObjectContent(key, name, size, digest.hexdigest(), attributes)


def _ranges(store: S3Store, key: str, size: int) -> Iterator[bytes]:
    for begin in range(0, size, RANGE_BYTES):
        yield bytes(obstore.get_range(store, key, start=begin, end=min(begin + RANGE_BYTES, size)))


def _put(store: S3Store, key: str, path: Path, attributes: Mapping[str, str]) -> None:
    """Write an object of any size, in parts when it is large; no part is readable before the last one has arrived."""
    size = path.stat().st_size
    obstore.put(
        store,
        key,
        path,
        attributes=dict(attributes),
        use_multipart=size > RANGE_BYTES,
        chunk_size=max(RANGE_BYTES, -(-size // PARTS)),
        max_concurrency=PARTS_AT_ONCE,
    )


def restore_objects(store: S3Store, objects: Iterable[ObjectContent], folder: Path) -> None:
    """Write objects with their attributes, and read each one back; raise BackupFailed when one differs."""
    for item in objects:
        digest = hashlib.sha256()
        try:
            _put(store, item.key, folder / FOLDER / item.name, item.attributes)
            for data in _ranges(store, item.key, item.bytes):
                digest.update(data)
            size = obstore.head(store, item.key)["size"]
        except BaseError as error:
            raise BackupFailed(f"the storage did not take {item.key}: {error}") from error
        if (size, digest.hexdigest()) != (item.bytes, item.sha256):
            raise BackupFailed(f"the storage returns other bytes for {item.key} than it was given")


def is_remote(place: str) -> bool:
    """Return whether a backup is in a storage: `s3://bucket/prefix`."""
    return place.startswith("s3://")


def upload(folder: Path, place: str) -> None:
    """Copy a backup into a storage, its manifest last; raise BackupFailed."""
    store, prefix = _remote(place)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    try:
        for path in sorted(paths, key=lambda path: path.name == manifest.FILE):
            _put(store, f"{prefix}{path.relative_to(folder).as_posix()}", path, {})
    except BaseError as error:
        raise BackupFailed(f"{place} did not take the backup: {error}") from error


def fetch(place: str, folder: Path) -> None:
    """Copy a backup from a storage into a folder; raise BackupUnusable when there is none."""
    store, prefix = _remote(place)
    try:
        sizes = {item["path"]: item["size"] for page in obstore.list(store, prefix=prefix) for item in page}
        for name, size in sizes.items():
            target = folder / name.removeprefix(prefix)
            if not target.resolve().is_relative_to(folder.resolve()):
                raise BackupUnusable(f"{place} holds {name}, which is outside of the backup")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                for data in _ranges(store, name, size):
                    file.write(data)
    except BaseError as error:
        raise BackupUnusable(f"{place} did not deliver the backup: {error}") from error


def _remote(place: str) -> tuple[S3Store, str]:
    """Return the client of `s3://bucket/prefix`, configured as AWS's own tools are (`AWS_ENDPOINT_URL`, …)."""
    parts = urlsplit(place)
    prefix = parts.path.strip("/")
    if not parts.netloc or not prefix:
        raise BackupUnusable(f"{place} must name a bucket and a folder: s3://bucket/folder")
    return S3Store(parts.netloc, virtual_hosted_style_request=False, client_options=_CLIENT), f"{prefix}/"
