"""How tracks are sent: encoded, and as archives of albums."""
