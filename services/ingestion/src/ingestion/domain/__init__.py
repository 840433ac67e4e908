"""The rules of ingestion: how titles are merged, when jobs run again, how many calls a provider receives."""
