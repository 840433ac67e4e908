"""What a backup holds: versions, rows and hashes of tables, positions in the log, objects, and sums of its files.

The manifest is written last: a folder without one is no backup.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from devstack.errors import BackupUnusable
from devstack.secret_files import write_private
from devstack.servers.artifacts import sha256_of

FILE: Final = "manifest.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class TableContent:
    """Number of rows of a table, and a sum of their hashes that no order of rows changes."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class SchemaContent:
    """The migration that a schema is at, and its tables by name; a partitioned table stands for its partitions."""

    revision: str
    tables: Mapping[str, TableContent]


@dataclass(frozen=True, slots=True)
class PartitionContent:
    """The records of a partition that the backup holds: those from `first` that stood before `end`."""

    topic: str
    partition: int
    first: int
    end: int
    records: int


@dataclass(frozen=True, slots=True)
class Position:
    """The offset from which a consumer group reads next."""

    group: str
    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class ObjectContent:
    """An object of the storage. `name` is that of its file in the backup."""

    key: str
    name: str
    bytes: int
    sha256: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FileContent:
    """Length and SHA-256 of a file of the backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of a backup. `created_at` is in seconds since the epoch, and the instant of the snapshot."""

    created_at: float
    postgres: int
    """Major version of the server."""
    schemas: Mapping[str, SchemaContent]
    log: tuple[PartitionContent, ...] = ()
    positions: tuple[Position, ...] = ()
    objects: tuple[ObjectContent, ...] = ()
    key_ids: Mapping[str, str] = field(default_factory=dict)
    """By name of the file, the id of each key that opens columns, which reveals nothing of the key."""
    has_keys: bool = False
    files: Mapping[str, FileContent] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def total_bytes(self) -> int:
        """Return the size of all files."""
        return sum(file.bytes for file in self.files.values())

    @property
    def tables(self) -> dict[str, TableContent]:
        """Return every table by `schema.table`."""
        return {
            f"{schema}.{table}": content
            for schema, item in self.schemas.items()
            for table, content in item.tables.items()
        }

    def write(self, folder: Path) -> None:
        """Write the manifest, whole or not at all."""
        write_private(folder / FILE, json.dumps(asdict(self), indent=1).encode())


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup; raise BackupUnusable when there is none that this version reads."""
    path = folder / FILE
    try:
        raw = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BackupUnusable(f"{folder} has no {FILE}: it is no backup, or one that was interrupted") from None
    except ValueError as error:
        raise BackupUnusable(f"{path} is damaged: {error}") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise BackupUnusable(f"{path} is of another format than {FORMAT}: restore it with the release that wrote it")
    try:
        return Manifest(
            **{
                **raw,
                "schemas": {name: _schema(item) for name, item in raw["schemas"].items()},
                "log": tuple(PartitionContent(**item) for item in raw["log"]),
                "positions": tuple(Position(**item) for item in raw["positions"]),
                "objects": tuple(ObjectContent(**item) for item in raw["objects"]),
                "files": {name: FileContent(**item) for name, item in raw["files"].items()},
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BackupUnusable(f"{path} is damaged: {error!r}") from error


def _schema(raw: Mapping[str, Mapping[str, Mapping[str, str]]]) -> SchemaContent:
    tables = {name: TableContent(int(item["rows"]), item["digest"]) for name, item in raw["tables"].items()}
    return SchemaContent(str(raw["revision"]), tables)


def describe_files(folder: Path) -> dict[str, FileContent]:
    """Return length and sum of every file below the folder but for the manifest."""
    return {
        path.relative_to(folder).as_posix(): FileContent(path.stat().st_size, sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / FILE
    }


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Raise BackupUnusable when a file is missing, was added or differs from its sum."""
    contents = describe_files(folder)
    wrong = sorted(name for name in {*contents, *manifest.files} if contents.get(name) != manifest.files.get(name))
    if wrong:
        raise BackupUnusable(f"{folder} is damaged, its sums differ: {', '.join(wrong[:5])}")
