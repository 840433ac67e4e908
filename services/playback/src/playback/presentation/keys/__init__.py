"""Licences for players; decisions about keys for administrators."""
