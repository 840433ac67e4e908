"""Reads XML that a server sent."""

from chassis.core.outgoing.xml_tree import Element, XmlUnreadable
from chassis.core.outgoing.xml_tree import parse as parse_tree
from sources.infrastructure.servers.failures import invalid


def parse(body: bytes, expected: str) -> Element:
    """Return the root of a document; raise SourceFailed."""
    try:
        return parse_tree(body)
    except XmlUnreadable as unreadable:
        raise invalid(f"{expected} as {unreadable}") from unreadable
