"""Movements as a chart."""

from charts.model import Axis, Bar, BarChart, Caption
from insights.application.movements.read_models import MovedTitle, Movements


def movements_chart(movements: Movements, limit: int) -> BarChart:
    """Return the strongest risers above the strongest fallers; a faller's bar points to the left."""
    moved = [*movements.risers[:limit], *reversed(movements.fallers[:limit])]
    return BarChart(
        Caption(
            "Risers and fallers",
            f"New watchers of the last {movements.window} minus those of the {movements.window} before",
            "Trakt",
            movements.as_of,
        ),
        tuple(Bar(_name(item), item.movement.delta, text=f"{item.movement.delta:+d}") for item in moved),
        Axis("Change of growth", "watchers"),
        note=movements.shortage.message if movements.shortage else "No title rises or falls",
    )


def _name(item: MovedTitle) -> str:
    facts = item.title.facts
    return facts.name if facts else f"{item.title.kind} {item.title.tmdb_id}"
