"""What an export of a user's library has, as documents of a stated version."""
