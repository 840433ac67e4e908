"""The Subsonic and OpenSubsonic API."""
