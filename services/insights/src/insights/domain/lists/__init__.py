"""The rules of ranked lists."""
