"""How a found entry is shown: its name in the user's language, the name that matched, and where it matched."""
