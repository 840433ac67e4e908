"""pytest plugins: servers for a test session, tests in parallel, recordings."""
