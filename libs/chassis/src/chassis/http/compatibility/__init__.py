"""The API under `/api`: the same operations in the shapes that clients of the Ratingo API expect."""
