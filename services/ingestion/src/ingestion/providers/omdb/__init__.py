"""The provider OMDb."""
