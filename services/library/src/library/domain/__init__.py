"""The rules of a viewer's entries. Imports nothing but the standard library."""
