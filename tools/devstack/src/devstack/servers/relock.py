"""Writes artifacts.lock again: `python -m devstack.servers.relock`, run by hand when a version below changes.

Kafka and its logger are resolved apart: together, the logger's managed versions would pull kafka-clients
down to 3.9 and the broker would die of NoSuchMethodError.
"""

import sys
import tempfile
from pathlib import Path

from jgo.maven import MavenContext
from jgo.parse import Coordinate

from devstack.servers.artifacts import POSTGRES_GROUP, POSTGRES_PREFIX, sha256_of

KAFKA = "org.apache.kafka:kafka_2.13:4.3.0"
LOGGER = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
POSTGRES_VERSION = "18.4.0"
STORAGE = "org.gaul:s3proxy:4.1.0:jar-with-dependencies"
TRACE_VIEWER = "io.zipkin:zipkin-server:3.6.1:slim"
PLATFORMS = ("linux-amd64", "linux-arm64v8", "darwin-amd64", "darwin-arm64v8")
_HEADER = "# coordinate and SHA-256 of every jar the devstack may run; written by `python -m devstack.servers.relock`\n"


def closure(context: MavenContext, coordinate: str) -> list[str]:
    """Return the coordinates of an artefact and of everything it needs at run time."""
    dependency = context.create_dependency(Coordinate.parse(f"{coordinate}:compile"))
    named, transitive = context.resolver.resolve([dependency])
    needed = [*named, *(result for result in transitive if result.scope in {"compile", "runtime"})]
    return [f"{result.groupId}:{result.artifactId}:{result.version}" for result in needed]


def main() -> None:
    """Resolve, download and hash everything, then replace the lock beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), timeout=60)
        coordinates = {*closure(context, KAFKA), LOGGER, STORAGE, TRACE_VIEWER}
        coordinates |= {f"{POSTGRES_GROUP}:{POSTGRES_PREFIX}{name}:{POSTGRES_VERSION}" for name in PLATFORMS}
        lines = []
        for coordinate in sorted(coordinates):
            group, name, version, *classifier = coordinate.split(":")
            jar = context.project(group, name).at_version(version).artifact(*classifier).resolve()
            lines.append(f"{coordinate} {sha256_of(jar)}\n")
    Path(__file__).parents[1].joinpath("artifacts.lock").write_text(_HEADER + "".join(lines), "utf-8")
    sys.stdout.write(f"{len(lines)} artefacts locked\n")


if __name__ == "__main__":
    main()
