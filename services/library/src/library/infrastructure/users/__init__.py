"""Users and stored responses in Postgres."""
