"""Rules of finding titles through others: people, collections and similar titles."""
