"""Reading and comparing the scores of formulas."""
