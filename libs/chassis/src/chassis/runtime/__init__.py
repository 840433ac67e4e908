"""The process: background tasks, clock, health, logs, metrics, traces."""
