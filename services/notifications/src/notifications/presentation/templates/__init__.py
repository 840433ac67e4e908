"""Previews of texts over HTTP, for administrators."""
