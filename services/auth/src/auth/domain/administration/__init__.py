"""Rules of the administration of accounts."""
