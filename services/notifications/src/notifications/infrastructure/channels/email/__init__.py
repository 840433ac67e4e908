"""Mail: composed as MIME, handed over to a relay by SMTP."""
