"""Gives every test of the repository the shared Postgres and Kafka fixtures of the devstack."""

pytest_plugins = ["devstack.pytest_plugin", "devstack.recordings_plugin", "devstack.parallel_plugin"]
