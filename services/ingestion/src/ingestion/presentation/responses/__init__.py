"""Response models of the ingestion API."""
