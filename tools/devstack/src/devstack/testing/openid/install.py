"""The packages of the provider, with the program that runs it."""

from importlib import resources
from pathlib import Path
from typing import Final

from devstack.testing.node_packages import PACKAGES, Node
from devstack.testing.node_packages import install as install_packages

PROGRAM: Final = "provider.mjs"


def install(cache: Path, node: Node) -> Path:
    """Return the folder with the provider and its packages; raise ArtifactUnavailable."""
    files = {name: resources.files(__package__).joinpath(name).read_bytes() for name in (*PACKAGES, PROGRAM)}
    return install_packages(cache, node, "openid-provider", files)
