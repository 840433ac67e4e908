"""What ingestion can be asked to do."""
