"""Support for tests: the queue in memory, which keeps the same contract as the one in Postgres."""
