"""Sending deliveries: the queue, the channels, what follows an attempt."""
