"""The ranks of a list as a chart."""

from datetime import timedelta

from charts.model import MOST_SERIES, Axis, Caption, LineChart, Point, Series
from insights.application.lists.read_models import ListHistory


def list_chart(history: ListHistory) -> LineChart:
    """Return the ranks of the titles that lead the list on its newest day; a day outside of the ranks is a gap."""
    newest = max(history.observed, default=None)
    leading = [ranked for ranked in history.ranks if ranked.day == newest][:MOST_SERIES]
    days = [history.first + timedelta(days=number) for number in range((history.last - history.first).days + 1)]
    ranks = {(ranked.media_id, ranked.day): float(ranked.rank) for ranked in history.ranks}
    return LineChart(
        Caption(
            f"List {history.stored.list_id}",
            f"Ranks of the first {len(leading)} titles, {history.first} to {history.last} (UTC)",
            "Marquee",
            newest or history.last,
        ),
        tuple(
            Series(
                ranked.name or str(ranked.media_id),
                tuple(Point(day, ranks.get((ranked.media_id, day))) for day in days),
            )
            for ranked in leading
        ),
        vertical=Axis("Rank", lowest=1, downward=True),
        note="The list was not read in this range",
    )
