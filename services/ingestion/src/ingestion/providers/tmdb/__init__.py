"""The provider TMDB."""
