"""The texts of every key that the API returns instead of a sentence, in the languages of clients."""
