"""Settings of formulas are checked at the start."""

import pytest
from pydantic import ValidationError

from stats.settings import Settings

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATS_DATABASE_URL", "postgresql://stats:pw@127.0.0.1:1/none")
    monkeypatch.setenv("STATS_KAFKA_BOOTSTRAP", "127.0.0.1:1")


def test_ratingo_1_is_shown_and_open_1_its_shadow_by_default() -> None:
    formulas = Settings().formulas()

    assert (formulas.shown.name, [shadow.name for shadow in formulas.shadows]) == ("ratingo-1", ["open-1"])


def test_formulas_and_their_parameters_are_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATS_FORMULA", "open-1")
    monkeypatch.setenv("STATS_SHADOW_FORMULAS", "ratingo-1")
    monkeypatch.setenv("STATS_OPEN_1", '{"movie.imdb.strength": 800}')

    formulas = Settings().formulas()

    assert formulas.shown.name == "open-1"
    assert formulas.shown.parameters["movie.imdb.strength"] == 800
    assert formulas.shown.parameters["show.imdb.strength"] == 500


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("STATS_FORMULA", "ratingo-2", "formula: must be one of ratingo-1, open-1"),
        ("STATS_SHADOW_FORMULAS", "open-1,open-9", "formula: must be one of ratingo-1, open-1"),
        ("STATS_OPEN_1", '{"movie.imdb.power": 1}', "movie.imdb.power is not a parameter"),
        ("STATS_RATINGO_1", '{"weight.rating": 0.9}', "must add up to 1"),
        ("STATS_SCORE_DAYS", "7", "greater than or equal to 31"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=says):
        Settings()
