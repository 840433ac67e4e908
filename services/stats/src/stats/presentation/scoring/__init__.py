"""Routes of formulas, explanations and past scores."""
