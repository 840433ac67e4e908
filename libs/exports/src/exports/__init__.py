"""Views of a service as Parquet files by day."""
