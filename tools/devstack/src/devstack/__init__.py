"""Runs all of Marquee on one machine: real Postgres, real Kafka, the provider simulator and every service."""
