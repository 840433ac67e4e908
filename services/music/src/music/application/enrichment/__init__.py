"""Artists and albums are looked up at other databases."""
