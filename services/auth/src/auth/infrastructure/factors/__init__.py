"""Tables and repositories of factors, and the ceremonies of passkeys."""
