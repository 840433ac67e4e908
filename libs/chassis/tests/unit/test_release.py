"""The release of a process: that of its package, and no failure without one."""

from importlib.metadata import version

import pytest

from chassis.runtime.observability.release import release_of

pytestmark = pytest.mark.unit


def test_the_release_is_that_of_the_package() -> None:
    assert release_of("catalog") == version("marquee-catalog")


def test_a_service_that_is_no_package_has_an_unknown_release() -> None:
    assert release_of("no-such-service") == "unknown"
