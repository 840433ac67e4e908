"""Responses that are not JSON."""

from fastapi import Response


class DocumentedResponse(Response):
    """A response whose media types are those that its operation documents: the framework adds none of its own."""

    media_type = None
