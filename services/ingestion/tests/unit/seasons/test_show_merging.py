"""The runtime of a show whose seasons were not fetched."""

import pytest

from ingestion.domain.seasons.show_merging import with_previous_runtime
from ingestion.domain.titles.facts import Facts
from ingestion.domain.titles.merging import MergedTitle

pytestmark = pytest.mark.unit


def test_runtime_of_the_episodes_stays_and_a_withdrawn_one_is_cleared() -> None:
    nothing = MergedTitle(Facts(), {})
    assert with_previous_runtime(nothing, MergedTitle(Facts(runtime_minutes=50), {})).facts.runtime_minutes == 50
    stated = MergedTitle(Facts(runtime_minutes=50), {"runtime_minutes": "tvmaze"})
    assert with_previous_runtime(nothing, stated).facts.runtime_minutes is None
    assert with_previous_runtime(nothing, None) is nothing
