"""Tests of public responses that caches keep."""
