"""The rules of slugs, badges and release. Imports nothing but the standard library."""
