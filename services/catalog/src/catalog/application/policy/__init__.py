"""Use cases of the catalog policy: administration, preparation, comparison, and the evaluation of changed titles."""
