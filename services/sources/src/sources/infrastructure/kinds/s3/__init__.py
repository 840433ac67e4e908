"""Buckets of storages that speak S3."""
