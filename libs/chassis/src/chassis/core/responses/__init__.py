"""Public responses that caches keep."""
