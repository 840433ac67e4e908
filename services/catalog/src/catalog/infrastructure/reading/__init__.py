"""Questions to Postgres, answered from indexes. Every statement of a reader is here."""
