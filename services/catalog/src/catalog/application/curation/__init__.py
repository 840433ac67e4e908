"""Use cases of curation: collections, sections of the home page, and scheduled changes."""
