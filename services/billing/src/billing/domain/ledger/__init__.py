"""The ledger: what each business occurrence moves between accounts, in double entry."""
