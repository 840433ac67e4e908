"""Rules of mixes: what is recommended, why, and in which order."""
