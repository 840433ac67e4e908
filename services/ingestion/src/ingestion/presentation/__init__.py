"""How ingestion is spoken to: HTTP routes and events, nothing decided here."""
