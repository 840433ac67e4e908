"""The release of a process: that of its image or of its package, and no failure without one."""

from importlib.metadata import version

import pytest

from chassis.runtime.observability.release import VARIABLE, release_of

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _no_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.mark.parametrize("service", ["catalog", "no-such-service"])
def test_the_release_is_that_of_the_image(monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    monkeypatch.setenv(VARIABLE, "1.2.3")
    assert release_of(service) == "1.2.3"


def test_without_an_image_it_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert release_of("catalog") == version("marquee-catalog")
    monkeypatch.setenv(VARIABLE, "")
    assert release_of("catalog") == version("marquee-catalog")


def test_a_service_that_is_no_package_has_an_unknown_release() -> None:
    assert release_of("no-such-service") == "unknown"
