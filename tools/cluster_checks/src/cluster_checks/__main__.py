"""Checks the manifests by kube-score and by a real API server: `python -m cluster_checks`, or `make cluster-check`."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cluster_checks import programs
from cluster_checks.cluster import running
from cluster_checks.definitions import definitions
from cluster_checks.dry_run import dry_run, prepare
from cluster_checks.kubectl import kubectl
from cluster_checks.mistakes import MISTAKES, unnoticed
from cluster_checks.overlays import Overlay, rendered
from cluster_checks.scores import WAIVERS, findings, open_findings, read_waivers, unused
from devstack.folders import cache_folder
from devstack.reporting import reported

CHECKS: Final = ("score", "server")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks; return 1 when one has found something."""
    parser = argparse.ArgumentParser(prog="cluster_checks", description=__doc__)
    parser.add_argument("checks", nargs="*", default=CHECKS, metavar="CHECK", help="score, server; both by default")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.checks) - set(CHECKS)):
        parser.error(f"there is no check {unknown[0]}")
    with reported():
        cache = cache_folder(os.environ)
        program = kubectl(cache)
        overlays = rendered(program)
        problems = _score(cache, [item for item in overlays if item.is_environment]) if "score" in options.checks else 0
        if "server" in options.checks:
            problems += asyncio.run(_dry_run(cache, program, overlays))
    return 1 if problems else 0


def _score(cache: Path, overlays: Sequence[Overlay]) -> int:
    waivers = read_waivers(WAIVERS.read_text("utf-8"))
    remarks = [finding for overlay in overlays for finding in findings(programs.kube_score(cache), overlay)]
    problems = [
        f"{item.overlay}: {item.subject}: {item.check}: {item.remark}" for item in open_findings(remarks, waivers)
    ]
    problems += [f"a waiver covers nothing: {item.check}: {item.remark}" for item in unused(remarks, waivers)]
    _write(f"kube-score: {len(remarks)} findings, {len(waivers)} waivers, {len(problems)} problems", problems)
    return len(problems)


async def _dry_run(cache: Path, program: Path, overlays: Sequence[Overlay]) -> int:
    with tempfile.TemporaryDirectory(prefix="cluster-checks-") as name:
        folder = Path(name)
        resources = definitions(cache, folder)
        async with running(cache, folder, program) as cluster:
            prepare(cluster, resources, overlays)
            problems = 0
            for result in [dry_run(cluster, overlay) for overlay in overlays]:
                _write(f"{result.name}: {result.objects} objects, {result.accepted} accepted", result.complaints)
                problems += not result.is_complete
            missed = unnoticed(cluster, next(overlay for overlay in overlays if overlay.name == "everything"))
    _write(f"{len(MISTAKES) - len(missed)} of {len(MISTAKES)} deliberate mistakes refused by name", missed)
    return problems + len(missed)


def _write(line: str, details: Sequence[str]) -> None:
    sys.stdout.write("".join(f"{text}\n" for text in (line, *(f"  {detail}" for detail in details))))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
