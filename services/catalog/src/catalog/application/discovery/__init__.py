"""Use cases of finding titles: by where they can be watched, by people, by collection, and by similarity."""
