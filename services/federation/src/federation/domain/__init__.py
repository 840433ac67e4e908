"""The rules of federation: pure values."""
