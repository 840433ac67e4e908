"""The provider Trakt."""
