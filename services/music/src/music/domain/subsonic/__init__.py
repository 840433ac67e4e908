"""The Subsonic and OpenSubsonic API: credentials and failures."""
