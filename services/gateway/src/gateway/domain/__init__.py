"""The rules of the front door. Imports the standard library and nothing else."""
