"""Ports follow from the base alone."""

import socket

import pytest

from devstack import ports

pytestmark = pytest.mark.unit


def test_the_plan_is_the_documented_one() -> None:
    assert (
        ports.plan().items()
        >= {
            "gateway": 8000,
            "auth": 8001,
            "catalog": 8002,
            "ingestion": 8003,
            "stats": 8004,
            "insights": 8005,
            "library": 8006,
            "provider_simulator": 8007,
            "postgres": 8008,
            "kafka": 8009,
            "kafka-controller": 8010,
            "gateway-management": 8011,
            "object_storage": 8013,
            "mail_catcher": 8015,
        }.items()
    )
    assert len(set(ports.plan().values())) == len(ports.OFFSETS)
    assert ports.plan(9000)["kafka"] == 9009


def test_a_port_in_use_is_reported() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        used = listener.getsockname()[1]
        [unused] = ports.free_ports(1)
        assert ports.taken([used, unused]) == [used]


def test_free_ports_differ_and_are_below_those_of_outgoing_connections() -> None:
    free = ports.free_ports(500)
    assert len(set(free)) == 500
    assert max(free) < 32_768


def test_free_base_has_every_port_below_those_of_outgoing_connections() -> None:
    ports_of_stack = ports.plan(ports.free_base()).values()
    assert ports.taken(ports_of_stack) == []
    assert max(ports_of_stack) < 32_768
