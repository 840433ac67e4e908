"""What ingestion decides: what is known of a title, when a job runs again, how much a provider may be asked."""
