"""The index of dead letters in Postgres, and the letters in Kafka."""
