"""The rules of accounts and sessions. Imports the standard library and nothing else."""
