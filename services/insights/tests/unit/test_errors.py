"""Every error of the domain has an answer and a code of its own."""

import pytest

from insights.domain.errors import InsightsError
from insights.presentation.errors import ERRORS

pytestmark = pytest.mark.unit


def test_every_error_has_an_answer() -> None:
    kinds = InsightsError.__subclasses__()

    assert set(ERRORS) == set(kinds)
    assert len({kind.code for kind in kinds}) == len(kinds)
