"""Rules of accounts, passwords, sessions and sign-in attempts. No I/O."""
