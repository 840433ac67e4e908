"""Random values are tried without limits of time: neither for one of them nor for making them."""

import pytest
from hypothesis import HealthCheck, settings

pytestmark = pytest.mark.unit


def test_no_test_of_random_values_has_a_limit_of_time() -> None:
    own = settings(max_examples=7)
    assert own.deadline is None
    assert HealthCheck.too_slow in own.suppress_health_check
