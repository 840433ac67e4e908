"""The four providers: how each is asked, how its answers are read, how its patience is kept."""
