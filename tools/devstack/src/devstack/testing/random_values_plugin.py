"""Tests of random values (hypothesis): none fails because the machine is slow."""

from typing import Final

from hypothesis import HealthCheck, settings

PROFILE: Final = "without limits of time"

# Before any test module is imported: `settings(…)` there takes what it does not name from this profile.
settings.register_profile(PROFILE, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(PROFILE)
