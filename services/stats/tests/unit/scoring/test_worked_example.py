"""The worked example of the documentation is what the formula computes, and its table of parameters the defaults."""

import re
from datetime import date
from pathlib import Path

import pytest

from stats.domain.scoring.inputs import ScoreInput, Vote
from stats.domain.scoring.open_1 import DEFAULTS, Open1

pytestmark = pytest.mark.unit

PAGE = (Path(__file__).parents[5] / "docs/score.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def cells(line: str) -> list[str]:
    return [cell.strip().strip("`").replace(",", "") for cell in line.strip("| ").split("|")]


def test_the_worked_example_is_what_the_formula_computes() -> None:
    score_input = ScoreInput(
        imdb=Vote(8.2, 40_000), trakt=Vote(8.0, 1200), metacritic=74, rotten_tomatoes=91, tmdb=Vote(7.9, 3000)
    )
    result = Open1().compute(score_input, date(2026, 11, 21))
    example = PAGE.partition("### Worked example")[2].partition("## Where")[0]

    rows = [cells(line) for line in example.splitlines() if line.startswith("| `")]
    assert rows == [
        [
            term.name,
            "" if term.value is None else f"{term.value:g}" if term.value > 10 else f"{term.value:.1f}",
            "" if term.votes is None else str(term.votes),
            "" if term.evidence is None else f"{term.evidence:.1f}",
            f"{term.normalised:.2f}",
            f"{term.weight:.4f}",
            f"{term.contribution:.2f}",
        ]
        for term in result.terms
    ]
    stated = re.search(r"The score is ([\d.]+), the interval ([\d.]+) to ([\d.]+)\.", example)
    assert stated is not None
    assert stated.groups() == tuple(f"{value:.2f}" for value in (result.score, result.low, result.high))


@pytest.mark.parametrize(
    ("label", "source"),
    [
        ("IMDb", "imdb"),
        ("TMDB", "tmdb"),
        ("Trakt", "trakt"),
        ("Metacritic", "metacritic"),
        ("Rotten Tomatoes", "rottenTomatoes"),
    ],
)
def test_the_table_of_parameters_has_the_defaults(label: str, source: str) -> None:
    parameters = PAGE.partition("### Parameters")[2]
    [line] = [line for line in parameters.splitlines() if line.startswith(f"| {label} |")]

    numbers = [float(number.replace(",", "")) for number in NUMBER.findall(line.replace(", ", " ; "))]
    for kind in ("movie", "show"):
        expected = [
            *(DEFAULTS[f"{other}.{source}.{name}"] for other in ("movie", "show") for name in ("mean", "deviation")),
            *(
                DEFAULTS[f"{kind}.{source}.{name}"]
                for name in ("strength", "cap", "evidence")
                if f"{kind}.{source}.{name}" in DEFAULTS
            ),
        ]
        assert numbers == expected
