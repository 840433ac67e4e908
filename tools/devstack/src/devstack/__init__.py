"""Runs all of Marquee on one machine: real Postgres, real Kafka, the provider stand-in and every service."""
