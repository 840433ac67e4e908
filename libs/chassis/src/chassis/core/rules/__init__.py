"""Rules of values, as errors name them."""
