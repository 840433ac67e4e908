"""Small files in MaxMind's format (version 2.0), written byte by byte."""

import ipaddress
from collections.abc import Mapping
from typing import Any

MARKER = b"\xab\xcd\xefMaxMind.com"
RECORD_BYTES = 3


def location_file(networks: Mapping[str, Any], *, kind: str = "Test-City") -> bytes:
    """Return a database in which the addresses of each network have a value."""
    nodes: list[list[Any]] = [[None, None]]
    data = b""
    for network, value in networks.items():
        bits = _bits(network)
        node = 0
        for bit in bits[:-1]:
            if nodes[node][bit] is None:
                nodes.append([None, None])
                nodes[node][bit] = len(nodes) - 1
            node = nodes[node][bit]
        nodes[node][bits[-1]] = ("data", len(data))
        data += _encoded(value)
    tree = b"".join(_record(entry, len(nodes)) for node in nodes for entry in node)
    metadata = {
        "node_count": len(nodes),
        "record_size": RECORD_BYTES * 8,
        "ip_version": 6,
        "database_type": kind,
        "languages": ["en"],
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": 1_795_000_000,
        "description": {"en": "Test"},
    }
    return tree + bytes(16) + data + MARKER + _encoded(metadata)


def _bits(network: str) -> list[int]:
    parsed = ipaddress.ip_network(network)
    prefix = parsed.prefixlen + (96 if parsed.version == 4 else 0)
    number = int(parsed.network_address)
    return [number >> (127 - place) & 1 for place in range(prefix)]


def _record(entry: Any, nodes: int) -> bytes:
    if entry is None:
        number = nodes
    elif isinstance(entry, tuple):
        number = nodes + 16 + entry[1]
    else:
        number = entry
    return int(number).to_bytes(RECORD_BYTES, "big")


def _encoded(value: Any) -> bytes:
    if isinstance(value, str):
        text = value.encode()
        return _control(2, len(text)) + text
    if isinstance(value, dict):
        return _control(7, len(value)) + b"".join(_encoded(key) + _encoded(item) for key, item in value.items())
    if isinstance(value, list):
        # Types above 7 have a byte of their own.
        return bytes([len(value), 11 - 7]) + b"".join(_encoded(item) for item in value)
    number = int(value)
    digits = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return _control(6, len(digits)) + digits


def _control(kind: int, size: int) -> bytes:
    return bytes([kind << 5 | size]) if size < 29 else bytes([kind << 5 | 29, size - 29])
