"""The breaker: failures of many resources open it, a probe decides, one resource that always fails opens nothing."""

import pytest

from ingestion.domain.failure_window import FailureWindow, Verdict

pytestmark = pytest.mark.unit


def test_half_of_the_last_resources_must_fail_and_there_must_be_some() -> None:
    window = FailureWindow()
    assert Verdict.FAILING not in [window.add(f"/movie/{n}", failed=True) for n in range(7)]
    assert window.add("/movie/7", failed=True) is Verdict.FAILING
    assert window.add("/movie/8", failed=True) is Verdict.HEALTHY


def test_one_resource_is_suspect_however_often_it_fails_and_never_ill() -> None:
    window = FailureWindow()
    verdicts = [window.add("/movie/1", failed=True) for _ in range(100)]
    assert verdicts == [Verdict.HEALTHY] * 3 + [Verdict.SUSPECT] * 97
    window.reset_streak()
    assert window.add("/movie/1", failed=True) is Verdict.HEALTHY


def test_one_failing_resource_among_healthy_ones_is_not_even_suspect() -> None:
    window = FailureWindow()
    for n in range(100):
        assert window.add("/movie/0", failed=True) is Verdict.HEALTHY
        assert window.add(f"/movie/{n + 1}", failed=False) is Verdict.HEALTHY


def test_a_fifth_of_the_resources_failing_does_not_open() -> None:
    window = FailureWindow()
    assert {window.add(f"/movie/{n}", failed=n % 5 == 0) for n in range(200)} == {Verdict.HEALTHY}


def test_a_resource_that_is_well_again_does_not_count() -> None:
    window = FailureWindow()
    for n in range(7):
        window.add(f"/movie/{n}", failed=True)
    assert window.add("/movie/0", failed=False) is Verdict.HEALTHY
    assert window.add("/movie/7", failed=True) is Verdict.HEALTHY
    assert window.add("/movie/0", failed=True) is Verdict.FAILING
