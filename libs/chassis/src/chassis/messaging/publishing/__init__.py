"""Publishing: the producer, and the relay that moves outbox rows to Kafka."""
