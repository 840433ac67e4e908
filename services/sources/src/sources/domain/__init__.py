"""Rules of media sources, their files and what the files are."""
