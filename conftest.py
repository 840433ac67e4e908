"""Gives every test of the repository the shared Postgres and Kafka fixtures of the devstack."""

pytest_plugins = [
    "devstack.testing.collection_plugin",
    "devstack.testing.pytest_plugin",
    "devstack.testing.recordings_plugin",
    "devstack.testing.parallel_plugin",
]
