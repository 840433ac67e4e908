"""The methods of the Subsonic API, by subject."""
