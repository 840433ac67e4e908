"""Processor time by process, with all children, also those that have ended."""

from collections.abc import Mapping

import psutil

Spent = dict[str, float]


def spent(pids: Mapping[str, int]) -> Spent:
    """Return the processor seconds of each process since its start."""
    return {name: _tree(psutil.Process(pid)) for name, pid in pids.items()}


def difference(before: Mapping[str, float], after: Mapping[str, float]) -> Spent:
    """Return what each process spent in between."""
    return {name: after[name] - before[name] for name in before}


def _tree(root: psutil.Process) -> float:
    # Sessions of Postgres that ended are counted by their parent.
    return sum(_own(process) for process in (root, *root.children(recursive=True)))


def _own(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # ended just now
    return float(times.user + times.system + times.children_user + times.children_system)
