"""Object storages of a backup: the one whose objects are saved and restored, and one that a backup is kept in."""

import hashlib
from collections.abc import Iterable
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
                    result = obstore.get(store, key)
                    data = bytes(result.bytes())
                except FileNotFoundError:
                    continue
                name = hashlib.sha256(key.encode()).hexdigest()
                (folder / FOLDER / name).write_bytes(data)
                attributes = {str(kind): str(value) for kind, value in result.attributes.items()}
                contents[key] = ObjectContent(key, name, len(data), hashlib.sha256(data).hexdigest(), attributes)
    except BaseError as error:
        raise BackupFailed(f"the storage did not deliver {key}: {error}") from error
    return tuple(sorted(contents.values(), key=lambda item: item.key))


def restore_objects(store: S3Store, objects: Iterable[ObjectContent], folder: Path) -> None:
    """Write objects with their attributes, and read each one back; raise BackupFailed when one differs."""
    for item in objects:
        data = (folder / FOLDER / item.name).read_bytes()
        try:
            obstore.put(store, item.key, data, attributes=dict(item.attributes), use_multipart=False)
            stored = bytes(obstore.get(store, item.key).bytes())
        except BaseError as error:
            raise BackupFailed(f"the storage did not take {item.key}: {error}") from error
        if hashlib.sha256(stored).hexdigest() != item.sha256:
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
            obstore.put(store, f"{prefix}{path.relative_to(folder).as_posix()}", path)
    except BaseError as error:
        raise BackupFailed(f"{place} did not take the backup: {error}") from error


def fetch(place: str, folder: Path) -> None:
    """Copy a backup from a storage into a folder; raise BackupUnusable when there is none."""
    store, prefix = _remote(place)
    try:
        names = [item["path"] for page in obstore.list(store, prefix=prefix) for item in page]
        for name in names:
            target = folder / name.removeprefix(prefix)
            if not target.resolve().is_relative_to(folder.resolve()):
                raise BackupUnusable(f"{place} holds {name}, which is outside of the backup")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                for chunk in obstore.get(store, name):
                    file.write(chunk)
    except BaseError as error:
        raise BackupUnusable(f"{place} did not deliver the backup: {error}") from error


def _remote(place: str) -> tuple[S3Store, str]:
    """Return the client of `s3://bucket/prefix`, configured as AWS's own tools are (`AWS_ENDPOINT_URL`, …)."""
    parts = urlsplit(place)
    prefix = parts.path.strip("/")
    if not parts.netloc or not prefix:
        raise BackupUnusable(f"{place} must name a bucket and a folder: s3://bucket/folder")
    return S3Store(parts.netloc, virtual_hosted_style_request=False, client_options=_CLIENT), f"{prefix}/"
