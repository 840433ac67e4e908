"""Gives every test of the repository the shared Postgres and Kafka fixtures of the devstack."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["devstack.pytest_plugin"]

# How fast examples are made says something of the machine, and nothing of the code.
settings.register_profile("repository", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repository")
