"""Request models of the ingestion API."""
