"""Parsing of provider responses: lenient models, text without markup, which facts a response does not cover."""
