"""The web application of Marquee: complete HTML pages over the public API.

It owns nothing: whatever a page shows comes from the gateway, with the session of the visitor.
"""
