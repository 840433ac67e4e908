"""Quality of experience over HTTP."""
