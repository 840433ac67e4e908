"""The contracts between Marquee's services: events, topics, identities and token claims.

Contracts only grow. A field is never renamed, removed or given a new meaning; a breaking change is a new
event type beside the old one.
"""
