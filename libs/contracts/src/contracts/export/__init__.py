"""The contracts as documents: one JSON Schema per event, and one AsyncAPI document over all of them."""
