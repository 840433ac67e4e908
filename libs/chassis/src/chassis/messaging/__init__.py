"""Events between services: outbox, relay, consumer, inbox, dead letters and replay."""
