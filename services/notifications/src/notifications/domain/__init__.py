"""The rules: kinds of messages, what a user gets and when, deliveries and their retries."""
