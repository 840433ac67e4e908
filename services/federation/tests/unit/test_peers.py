"""Rules of peers, invitations and imported files."""

from uuid import UUID

import pytest
from services.federation.tests.servers import ALBUM, TRACKS, MemoryAlbums

from chassis.testing.clock import NOON
from federation.domain.imports.imported import path_of
from federation.domain.peers.errors import InvitationInvalid, PeerRevoked
from federation.domain.peers.invitation import InvitationToken
from federation.domain.peers.peer import Budget, Notice, Peer, State
from federation.domain.peers.permissions import Permission
from federation.domain.sharing.share import SharedTrack

pytestmark = pytest.mark.unit

ID = UUID(int=5)
BROWSE, STREAM = frozenset({Permission.BROWSE}), frozenset({Permission.STREAM})


def peer(ours: State = State.ACTIVE, theirs: State = State.ACTIVE) -> Peer:
    """Return a peer that may browse here, where we may play there."""
    return Peer(ID, "B", "https://b.example", ours, theirs, BROWSE, STREAM, Budget(1, 1), NOON, NOON)


def test_the_stricter_decision_is_the_state() -> None:
    order = [State.REVOKED, State.PENDING, State.SUSPENDED, State.ACTIVE]
    for index, ours in enumerate(order):
        for place, theirs in enumerate(order):
            state = order[min(index, place)]
            assert peer(ours, theirs).state is state
            assert peer(ours, theirs).may(Permission.BROWSE) is (state is State.ACTIVE)
    assert not peer().may(Permission.STREAM)
    assert peer().lets(Permission.STREAM)
    assert not peer().lets(Permission.BROWSE)


def test_notices_are_applied_in_their_order_and_a_revocation_is_final() -> None:
    later = peer().after(Notice(3, State.SUSPENDED, BROWSE), NOON)
    assert (later.theirs, later.received, later.peer_revision) == (State.SUSPENDED, BROWSE, 3)
    assert later.after(Notice(2, State.ACTIVE, STREAM), NOON) is later
    revoked = later.after(Notice(4, State.REVOKED, BROWSE), NOON)
    assert revoked.after(Notice(5, State.ACTIVE, BROWSE), NOON) is revoked
    with pytest.raises(PeerRevoked):
        revoked.decided(State.ACTIVE, NOON)
    assert revoked.ended(NOON).ours is State.REVOKED


def test_a_token_states_what_it_was_written_with() -> None:
    token = InvitationToken("https://a.example", ID, "k", "s")
    assert InvitationToken.read(token.written()) == token
    for text in ("", "mqf_", "mqf_!", "mqf_e30", "mqf_bnVsbA", "abc", token.written()[:-3], "mqf_" + "A" * 5000):
        with pytest.raises(InvitationInvalid):
            InvitationToken.read(text)


def test_paths_of_files_stay_below_their_folder() -> None:
    album = MemoryAlbums().whole()
    assert path_of(ID, album, album.tracks[0], 0) == (
        f"{ID}/Nina Simone/Pastel Blues {str(ALBUM)[:8]}/1-01 Track_0 {str(TRACKS[0])[:8]}.flac"
    )
    hostile = SharedTrack(TRACKS[0], "../../\x00..", "x", 1, None, None, "sh/../../x")
    assert path_of(ID, album, hostile, 3).endswith(f"/1-x003 _..__ {str(TRACKS[0])[:8]}.bin")
