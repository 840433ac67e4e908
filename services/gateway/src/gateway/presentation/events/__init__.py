"""The public events over HTTP."""
