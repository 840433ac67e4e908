"""Reading the event log from Kafka."""
