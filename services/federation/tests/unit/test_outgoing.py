"""Calls of other servers: none that the egress policy refuses."""

import base64
from pathlib import Path

import pytest

from chassis.runtime.clock import SystemClock
from egress.http import EgressClient
from federation.domain.peers.errors import PeerUnreachable
from federation.infrastructure.trust.outgoing import EgressOutgoing
from federation.settings import Settings

pytestmark = pytest.mark.unit


async def test_an_invitation_leads_to_no_address_that_is_not_permitted(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(base64.b64encode(bytes(32)))
    settings = Settings(
        database_url="postgresql://x:x@127.0.0.1:1/x",
        kafka_bootstrap="127.0.0.1:1",
        encryption_key_files=(key,),
        public_url="https://a.example",
        music_url="http://127.0.0.1:1",
        library_url="http://127.0.0.1:1",
    )
    client = EgressClient(settings.egress_guard("peers", SystemClock()))
    outgoing = EgressOutgoing(client, client)
    for url, code in (
        ("http://a.example/x", "egress_scheme"),
        ("https://127.0.0.1/x", "egress_address"),
        ("https://[::1]/x", "egress_address"),
        ("https://169.254.169.254/latest/meta-data", "egress_address"),
        ("https://10.0.0.1/x", "egress_address"),
        ("https://[::ffff:127.0.0.1]/x", "egress_address"),
    ):
        with pytest.raises(PeerUnreachable) as refused:
            await outgoing.send("GET", url, {}, None, max_bytes=100)
        assert refused.value.code == code, url
        with pytest.raises(PeerUnreachable):
            await outgoing.stream(url, {}).__aenter__()
    await outgoing.aclose()
