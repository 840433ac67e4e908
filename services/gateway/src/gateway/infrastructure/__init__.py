"""Adapters to the services, the token keys and Kafka."""
