"""Rules of smart lists: conditions over titles, and over the entries of the owner of the list."""
