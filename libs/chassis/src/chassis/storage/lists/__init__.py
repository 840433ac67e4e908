"""Reading lists in parts."""
