"""Commands of stats: computing a formula over the stored history, and exporting files."""

import argparse
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chassis.cli import Command
from exports.command import command
from stats.bootstrap import Container
from stats.domain.errors import StatsError
from stats.domain.scoring.comparison import Comparison
from stats.infrastructure.exported import DATASETS


def _shadow_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("formula", help="a formula of GET /stats/formulas")


async def _shadow(container: Container, options: argparse.Namespace) -> None:
    """Compute the formula and print how it compares with that of the score shown."""
    try:
        stored, comparison = await container.application.compare_formulas.compute(options.formula)
    except (StatsError, ValueError) as error:
        raise SystemExit(f"stats shadow: {error}") from error
    finally:
        await container.runtime.reads.close()
        await container.runtime.engine.dispose()
    sys.stdout.write(report(stored, comparison))


def report(stored: int, comparison: Comparison) -> str:
    """Return the result of a shadow run as text."""
    correlation = "unknown" if comparison.correlation is None else f"{comparison.correlation:.4f}"
    lines = [
        f"{stored} scores by {comparison.after} are stored",
        f"{comparison.titles} titles have a score by {comparison.before} and {comparison.after}",
        f"{comparison.only_before} by the first alone, {comparison.only_after} by the second alone",
        f"rank correlation {correlation}",
        f"deciles {comparison.before}: {_scores(comparison.deciles_before)}",
        f"deciles {comparison.after}: {_scores(comparison.deciles_after)}",
    ]
    for label, movers in (("up", comparison.risers), ("down", comparison.fallers)):
        lines += [
            f"{label} {mover.kind} {mover.tmdb_id}{_named(mover.name)}: {mover.before:.1f} -> {mover.after:.1f},"
            f" place {mover.place_before:.2f} -> {mover.place_after:.2f}"
            for mover in movers
        ]
    return "\n".join(lines) + "\n"


def _named(name: str | None) -> str:
    return "" if name is None else f" {name!r}"


def _scores(scores: tuple[float, ...]) -> str:
    return " ".join(f"{score:.1f}" for score in scores)


COMMANDS: Final[Mapping[str, Command[Container]]] = MappingProxyType(
    {
        "export": command(DATASETS),
        "shadow": Command(
            "compute a formula over the stored history and compare it with the one shown", _shadow, _shadow_arguments
        ),
    }
)
