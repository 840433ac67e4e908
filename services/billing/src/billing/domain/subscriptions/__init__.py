"""Subscriptions: facts of a provider, and the state that follows from them."""
