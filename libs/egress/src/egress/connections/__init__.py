"""How connections are opened, and where redirects lead."""
