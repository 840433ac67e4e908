"""Plugins of the tests: servers they share, how they are spread over processes, recordings, garbage collection."""

pytest_plugins = [
    "devstack.testing.collection_plugin",
    "devstack.testing.pytest_plugin",
    "devstack.testing.recordings_plugin",
    "devstack.testing.parallel_plugin",
]
