"""The object storage: access, use and cleaning."""
