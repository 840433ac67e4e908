"""Ratings of kube-score: every finding is either repaired or waived with a reason."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cluster_checks.overlays import Overlay
from devstack.errors import ProcessFailed

WAIVERS: Final = Path(__file__).with_name("waivers.toml")
VERSION: Final = "v1.37"
_BEST: Final = 10
_SCORE_SECONDS: Final = 120


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One remark of kube-score."""

    overlay: str
    subject: str
    """Kind and name of the object."""
    check: str
    remark: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A remark that is accepted, on the overlays that it names and on objects whose kind and name match."""

    check: str
    remark: str
    reason: str
    overlays: tuple[str, ...] = ()
    objects: str = ".*"

    def covers(self, finding: Finding) -> bool:
        """Return whether this waiver accepts a finding."""
        return (
            (self.check, self.remark) == (finding.check, finding.remark)
            and (not self.overlays or finding.overlay in self.overlays)
            and re.fullmatch(self.objects, finding.subject) is not None
        )


def read_waivers(text: str) -> list[Waiver]:
    """Return the waivers of a file."""
    rows = tomllib.loads(text)["waiver"]
    return [Waiver(**{**row, "overlays": tuple(row.get("overlays", ()))}) for row in rows]


def findings(program: Path, overlay: Overlay) -> list[Finding]:
    """Return what kube-score remarks about an overlay; raise ProcessFailed when it does not end well."""
    result = subprocess.run(
        [str(program), "score", "--output-format", "json", "--kubernetes-version", VERSION, "-"],
        input=overlay.text(),
        capture_output=True,
        text=True,
        timeout=_SCORE_SECONDS,
        check=False,
    )
    # Its status is 1 when it has remarks.
    if result.returncode not in (0, 1) or not result.stdout:
        raise ProcessFailed(f"kube-score ended with status {result.returncode}: {result.stderr[-800:]}")
    return parse(overlay.name, result.stdout)


def parse(overlay: str, report: str) -> list[Finding]:
    """Return the findings of a report."""
    return sorted(
        {
            Finding(overlay, _subject(rated["object_name"]), check["check"]["id"], comment["summary"])
            for rated in json.loads(report)
            for check in rated["checks"]
            if not check["skipped"] and check["grade"] < _BEST
            for comment in check["comments"] or ({"summary": check["check"]["name"]},)
        }
    )


def _subject(name: str) -> str:
    """Return kind and name of `Deployment/apps/v1/marquee/auth-api`."""
    parts = name.split("/")
    return f"{parts[0]} {parts[-1]}"


def open_findings(remarks: Iterable[Finding], waivers: Sequence[Waiver]) -> list[Finding]:
    """Return the findings that no waiver covers."""
    return [finding for finding in remarks if not any(waiver.covers(finding) for waiver in waivers)]


def unused(remarks: Sequence[Finding], waivers: Sequence[Waiver]) -> list[Waiver]:
    """Return the waivers that cover nothing: what they accept is repaired."""
    return [waiver for waiver in waivers if not any(waiver.covers(finding) for finding in remarks)]
