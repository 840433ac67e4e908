"""Known vulnerabilities of every pinned package, by pip-audit in an environment of its own.

pip-audit ends well when its source knows none of the packages. So each run first requests a version whose
vulnerabilities are known: a source that does not name them is not available, and the run fails.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from uv import find_uv_bin

from supply_chain.inventory import ROOT, locked

SOURCES: Final = ("pypi", "osv")
CANARY: Final = ("jinja2", "2.11.2")
"""A version with published vulnerabilities (CVE-2020-28493 among them)."""
UNAVAILABLE: Final = 3
"""Exit status when no source responds as it must."""
_PINS: Final = ROOT / "requirements" / "audit.txt"
_SECONDS: Final = 600

Lookup = Callable[[str, Mapping[str, str]], Sequence[Mapping[str, Any]]]


class SourceUnavailable(Exception):
    """A source of vulnerabilities does not respond as it must; the text says why."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the first available source knows."""

    source: str
    lines: tuple[str, ...]
    packages: int


def examine(packages: Mapping[str, str], look_up: Lookup) -> Findings:
    """Return the known vulnerabilities of these versions; raise SourceUnavailable when no source knows the canary."""
    reasons = []
    for source in SOURCES:
        try:
            knows_canary = bool(_lines(look_up(source, dict([CANARY]))))
            rows = look_up(source, packages) if knows_canary else ()
        except SourceUnavailable as reason:
            reasons.append(f"{source}: {reason}")
            continue
        if not knows_canary:
            reasons.append(f"{source}: it names no vulnerability of {' '.join(CANARY)}, which has known ones")
            continue
        skipped = [row["name"] for row in rows if "skip_reason" in row]
        unknown = [f"{name}: the source does not know this version" for name in skipped]
        return Findings(source, (*_lines(rows), *unknown), len(rows))
    raise SourceUnavailable("; ".join(reasons))


def _lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"{row['name']} {row['version']}: {entry['id']}, fixed in {', '.join(entry['fix_versions']) or 'no version'}"
        for row in rows
        for entry in row.get("vulns", ())
    ]


def pip_audit(program: Path) -> Lookup:
    """Return the function that looks up by this pip-audit."""

    def look_up(source: str, packages: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        with tempfile.TemporaryDirectory() as folder:
            pins = Path(folder) / "pins.txt"
            pins.write_text("".join(f"{name}=={version}\n" for name, version in packages.items()), "utf-8")
            options = (
                "--disable-pip",
                "--no-deps",
                "--progress-spinner=off",
                "--format=json",
                f"--vulnerability-service={source}",
            )
            done = subprocess.run(
                [str(program), *options, "--requirement", str(pins)],
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        try:
            rows: Sequence[Mapping[str, Any]] = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError) as error:
            last = (done.stderr.strip().splitlines() or ["no output"])[-1]
            raise SourceUnavailable(f"it cannot be reached: {last[:200]}") from error
        return rows

    return look_up


def install(folder: Path) -> Path:
    """Install pip-audit into a folder, by hash, and return its program."""
    uv = find_uv_bin()
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)],
        [uv, "pip", "sync", "--quiet", "--python", str(folder / "bin/python"), "--require-hashes", str(_PINS)],
    ):
        subprocess.run(command, check=True, timeout=_SECONDS)
    return folder / "bin" / "pip-audit"


def run() -> int:
    """Print the known vulnerabilities of every pinned package: 0 none, 1 some, 3 when no source responds as it must."""
    packages = locked()
    with tempfile.TemporaryDirectory() as folder:
        try:
            findings = examine(packages, pip_audit(install(Path(folder) / "audit")))
        except SourceUnavailable as reason:
            sys.stderr.write(f"NOT AUDITED: {len(packages)} packages; {reason}\n")
            return UNAVAILABLE
    for line in findings.lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{findings.packages} packages, {len(findings.lines)} findings ({findings.source})\n")
    return 1 if findings.lines else 0
