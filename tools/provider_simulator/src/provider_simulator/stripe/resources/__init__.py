"""The objects of the catalog, of customers, and what the account keeps about itself."""
