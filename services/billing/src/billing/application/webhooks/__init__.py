"""Messages of providers: stored, turned into requests of the objects that they are about, settled with those."""
