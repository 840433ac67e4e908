"""Dead letters: rejected records with their original bytes, and the operator's view of them."""
