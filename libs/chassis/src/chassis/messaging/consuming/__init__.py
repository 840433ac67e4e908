"""Consuming: FastStream delivers batches, the processor applies them, and rejected events become dead letters."""
