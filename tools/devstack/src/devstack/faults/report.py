"""The report of a run of fault tests: one row for each, as a table and as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from devstack.faults.log import FaultLog


@dataclass(frozen=True, slots=True)
class Row:
    """One test: `recoveries` and `seconds` are in seconds."""

    test: str
    passed: bool
    seconds: float
    operations: int
    faults: Mapping[str, int] = field(default_factory=dict)
    anomalies: Mapping[str, int] = field(default_factory=dict)
    recoveries: Sequence[float] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def row_of(test: str, log: FaultLog, *, passed: bool, seconds: float) -> dict[str, Any]:
    """Return a test's row as JSON, which another process can send."""
    return asdict(
        Row(
            test=test,
            passed=passed,
            seconds=seconds,
            operations=log.operations,
            faults=dict(log.faults),
            anomalies={str(kind): count for kind, count in log.anomalies.items()},
            recoveries=tuple(round(recovery, 3) for recovery in log.recoveries),
            notes=log.notes,
        )
    )


def quantile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank quantile of at least one value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def write(rows: Iterable[Row], seed: int, path: Path) -> None:
    """Write the report as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"seed": seed, "tests": [asdict(row) for row in rows]}
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")


def print_table(rows: Sequence[Row], seed: int, console: Console) -> None:
    """Print the report."""
    operations, faults = sum(row.operations for row in rows), sum(sum(row.faults.values()) for row in rows)
    anomalies = sum(sum(row.anomalies.values()) for row in rows)
    table = Table(
        title=f"seed {seed}: {operations} operations, {faults} faults, {anomalies} anomalies", title_justify="left"
    )
    for heading in ("test", "operations", "faults", "anomalies", "recovery p50 / p95 / max", "seconds", "notes"):
        table.add_column(heading, justify="right" if heading in {"operations", "seconds"} else "left", overflow="fold")
    for row in rows:
        table.add_row(
            row.test.removeprefix("test_").replace("_", " "),
            str(row.operations),
            _counts(row.faults),
            _counts(row.anomalies) or ("none" if row.passed else "failed"),
            _recovery(row.recoveries),
            f"{row.seconds:.0f}",
            "\n".join(f"{name}: {value}" for name, value in row.notes.items()),
        )
    console.print(table)


def _counts(counts: Mapping[str, int]) -> str:
    return "\n".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _recovery(recoveries: Sequence[float]) -> str:
    if not recoveries:
        return "-"
    return " / ".join(f"{quantile(recoveries, share):.1f} s" for share in (0.5, 0.95, 1.0))
