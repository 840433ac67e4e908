"""Clients for other ways to call: one server, URLs that users choose, code for httpx2, libraries in threads."""
