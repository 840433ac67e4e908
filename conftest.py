"""Plugins of the tests: how they are spread over processes, servers they share, recordings, random values."""

pytest_plugins = [
    "devstack.testing.collection_plugin",
    # Before whatever imports jsonschema.
    "devstack.testing.iri_plugin",
    "devstack.testing.random_values_plugin",
    # Before the plugins that import them.
    "devstack.testing.parallel_plugin",
    "devstack.testing.shared_servers_plugin",
    "devstack.testing.pytest_plugin",
    "devstack.testing.compiled_statements_plugin",
    "devstack.testing.recordings_plugin",
    "devstack.testing.openid_plugin",
    "devstack.testing.stripe_mock.contract_plugin",
    "devstack.testing.browser_plugin",
    "devstack.faults.report_plugin",
]
