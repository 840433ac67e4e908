"""What every service runs on: settings, logs, web, database, outbox, consumers. It knows no business word."""
