"""The script of hls.js, installed by the hashes of its lock file."""

from importlib import resources
from pathlib import Path
from typing import Final

from devstack.testing.node_packages import PACKAGES, Node
from devstack.testing.node_packages import install as install_packages

SCRIPT: Final = Path("node_modules", "hls.js", "dist", "hls.min.js")


def hls_script(cache: Path) -> str:
    """Return the source of hls.js; raise ArtifactUnavailable."""
    files = {name: resources.files(__package__).joinpath(name).read_bytes() for name in PACKAGES}
    return (install_packages(cache, Node.of_wheel(), "players", files) / SCRIPT).read_text("utf-8")
