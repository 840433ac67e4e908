"""Every part of others that an image or the demo holds, read from the lock files: version, hashes, licence, images."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

from packageurl import PackageURL

from supply_chain.licences import UNKNOWN, Rules

ROOT: Final = Path(__file__).resolve().parents[4]
REQUIREMENTS: Final = "deploy/requirements"
JARS: Final = "tools/devstack/src/devstack/artifacts.lock"
PROGRAMS: Final = "tools/devstack/src/devstack/media_tools.lock"
SCRIPTS: Final = "services/web/src/web/presentation/static/vendor"
FONTS: Final = "tools/provider_simulator/src/provider_simulator/images/fonts"
DOCUMENT_FONTS: Final = "services/billing/src/billing/presentation/documents/fonts"
DEMO: Final = "demo"

_PACKAGE: Final = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+).*((?:\n    --hash=sha256:\w+ ?\\?)+)", re.MULTILINE)
_HASH: Final = re.compile(r"--hash=sha256:(\w+)")
_SCRIPT: Final = re.compile(r"^\| `(\S+)` \| (\S+) (\S+) \(`(\S+)`\) \| ([\w.-]+)[^|]*\| `(\w{64})` \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `files` are the hashes (SHA-256) of the files that it may be, for all platforms."""

    url: PackageURL
    licence: str
    files: tuple[str, ...]
    images: frozenset[str] = field(default_factory=frozenset)
    path: str | None = None
    """Where its file is in the repository."""


def packages(root: Path, rules: Rules) -> Iterator[Part]:
    """Yield the Python packages of all images."""
    blocks: dict[str, tuple[str, tuple[str, ...]]] = {}
    images: dict[str, set[str]] = {}
    for path in sorted((root / REQUIREMENTS).glob("*.txt")):
        for name, version, hashes in _PACKAGE.findall(path.read_text("utf-8")):
            blocks[name] = version, tuple(_HASH.findall(hashes))
            images.setdefault(name, set()).add(path.stem)
    for name, (version, hashes) in sorted(blocks.items()):
        licence = installed_licence(name, rules)
        yield Part(PackageURL("pypi", None, name, version), licence, hashes, frozenset(images[name]))


def installed_licence(name: str, rules: Rules) -> str:
    """Return the licence of a package, which is read where it is installed."""
    try:
        return rules.declared(metadata(name))
    except PackageNotFoundError:
        return UNKNOWN


def is_installed(name: str) -> bool:
    """Return whether a package is installed here."""
    try:
        metadata(name)
    except PackageNotFoundError:
        return False
    return True


def jars(root: Path, rules: Rules) -> Iterator[Part]:
    """Yield the jars of Postgres, Kafka and the object storage, which only the demo holds."""
    for line in (root / JARS).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            coordinate, sha256 = line.split()
            group, name, version, *classifier = coordinate.split(":")
            qualifiers = {"classifier": classifier[0]} if classifier else None
            url = PackageURL("maven", group, name, version, qualifiers)
            yield Part(url, rules.of_jar(group), (sha256,), frozenset({DEMO}))


def programs(root: Path, rules: Rules) -> Iterator[Part]:
    """Yield the wheel of ffmpeg and the packager: in the image of playback, fetched by the demo at first use."""
    for name, version, hashes in _PACKAGE.findall((root / PROGRAMS).read_text("utf-8")):
        url, licence = PackageURL("pypi", None, name, version), rules.stated.get(name, UNKNOWN)
        yield Part(url, licence, tuple(_HASH.findall(hashes)), frozenset({"playback", DEMO}))


def files(root: Path) -> Iterator[Part]:
    """Yield the files of others in this repository: scripts and styles of the web application, fonts."""
    table = (root / SCRIPTS / "README.md").read_text("utf-8")
    for file, name, version, source, licence, sha256 in _SCRIPT.findall(table):
        url = PackageURL("npm", None, name, version, subpath=source)
        yield Part(url, licence, (sha256,), frozenset({"web", DEMO}), f"{SCRIPTS}/{file}")
    for path in sorted((root / FONTS).glob("*.woff")):
        family = path.name.partition("-latin")[0]
        with path.open("rb") as font:
            digest = file_digest(font, "sha256").hexdigest()
        url = PackageURL("npm", "@fontsource", family, None, subpath=f"files/{path.name}")
        images = frozenset({"provider-simulator", DEMO})
        yield Part(url, "OFL-1.1", (digest,), images, f"{FONTS}/{path.name}")
    for path in sorted((root / DOCUMENT_FONTS).glob("*.ttf")):
        with path.open("rb") as font:
            digest = file_digest(font, "sha256").hexdigest()
        whole = path.name.replace("-subset", "")
        url = PackageURL("github", "dejavu-fonts", "dejavu-fonts", None, subpath=f"ttf/{whole}")
        yield Part(url, "Bitstream-Vera", (digest,), frozenset({"billing", DEMO}), f"{DOCUMENT_FONTS}/{path.name}")


def parts(root: Path = ROOT, rules: Rules | None = None) -> list[Part]:
    """Return every part."""
    rules = rules or Rules.shipped()
    return [*packages(root, rules), *programs(root, rules), *jars(root, rules), *files(root)]


def locked(root: Path = ROOT) -> Mapping[str, str]:
    """Return the version of every package that is pinned for development, images included, by its name."""
    text = (root / "requirements" / "dev.txt").read_text("utf-8")
    return {name: version for name, version, _ in _PACKAGE.findall(text)}
