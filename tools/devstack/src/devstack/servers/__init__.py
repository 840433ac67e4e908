"""PostgreSQL and Kafka: fetched, started, and prepared with schemas and topics."""
