"""Single titles that users buy or rent."""
