"""Gets locked jars through jgo, which needs no Java, no Maven and no local repository."""

import os
import sys
from pathlib import Path

from jgo.config import GlobalSettings
from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext

from devstack.errors import ArtifactUnavailable
from devstack.folders import cache_folder
from devstack.reporting import reported
from devstack.servers.artifacts import Artifact, install

_ATTEMPTS = 3


def download(artifact: Artifact, folder: Path) -> Path:
    """Fetch the jar below `folder` and return its path, unverified; raise ArtifactUnavailable.

    Repositories named in the user's own jgo settings (a mirror, say) are tried before Maven Central.
    """
    context = MavenContext(
        repo_cache=folder,
        remote_repos={**GlobalSettings.load().repositories, "central": MAVEN_CENTRAL_URL},
        timeout=60,
    )
    target = context.project(artifact.group, artifact.name).at_version(artifact.version).artifact(artifact.classifier)
    reason: Exception | None = None
    for _ in range(_ATTEMPTS):
        try:
            return target.resolve()
        except (RuntimeError, OSError) as error:
            reason = error
            if (partial := target.cached_path) is not None:
                partial.unlink(missing_ok=True)
    raise ArtifactUnavailable(f"{artifact.coordinate} could not be downloaded: {reason}")


def main() -> None:
    """Fetch everything that the cache lacks: `python -m devstack.servers.fetch [--observe]`."""
    with reported():
        install(cache_folder(os.environ), download, observe="--observe" in sys.argv[1:])


if __name__ == "__main__":
    main()
