"""Tables, writers and queries of the facts by which titles are found."""
