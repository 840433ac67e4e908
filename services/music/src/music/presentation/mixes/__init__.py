"""Routes of mixes."""
