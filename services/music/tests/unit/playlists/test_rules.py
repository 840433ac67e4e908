"""Rules of playlists: who may do what, how many there may be, which tracks are added."""

from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from music.domain.playlists.errors import (
    CollaboratorLimitReached,
    PlaylistEntryLimitReached,
    PlaylistHasTrack,
    PlaylistLimitReached,
    PlaylistNotFound,
    PlaylistRoleRequired,
)
from music.domain.playlists.playlist import (
    Duplicates,
    Playlist,
    Role,
    check_number_of_collaborators,
    check_number_of_entries,
    check_number_of_playlists,
    check_role,
    tracks_to_add,
)

A, B, C = (UUID(int=number) for number in range(1, 4))


def playlist(*, is_public: bool) -> Playlist:
    return Playlist(A, B, "Road trip", None, is_public, 1, NOON, NOON)


@pytest.mark.parametrize(
    ("role", "needed", "is_public", "refused"),
    [
        (Role.OWNER, Role.OWNER, False, None),
        (Role.EDITOR, Role.EDITOR, False, None),
        (Role.OWNER, Role.EDITOR, False, None),
        (Role.VIEWER, Role.EDITOR, False, PlaylistRoleRequired),
        (Role.EDITOR, Role.OWNER, True, PlaylistRoleRequired),
        (None, Role.VIEWER, True, PlaylistRoleRequired),
        (None, Role.VIEWER, False, PlaylistNotFound),
        (None, Role.OWNER, False, PlaylistNotFound),
    ],
)
def test_a_role_permits_what_weaker_ones_do(
    role: Role | None, needed: Role, is_public: bool, refused: type[Exception] | None
) -> None:
    if refused is None:
        check_role(playlist(is_public=is_public), role, needed)
        return
    with pytest.raises(refused):
        check_role(playlist(is_public=is_public), role, needed)


@pytest.mark.parametrize(
    ("duplicates", "expected"),
    [(Duplicates.ADD, [A, B, A, C]), (Duplicates.SKIP, [A, C])],
)
def test_tracks_that_a_playlist_has_are_added_again_or_skipped(duplicates: Duplicates, expected: list[UUID]) -> None:
    assert list(tracks_to_add([A, B, A, C], {B}, duplicates)) == expected


@pytest.mark.parametrize(("track_ids", "named"), [([A, B], B), ([A, C, A], A)])
def test_duplicates_are_refused_by_name(track_ids: list[UUID], named: UUID) -> None:
    with pytest.raises(PlaylistHasTrack) as refused:
        tracks_to_add(track_ids, {B}, Duplicates.REFUSE)
    assert refused.value.details == {"trackId": str(named)}


def test_limits_are_reached_and_not_passed() -> None:
    check_number_of_playlists(999)
    check_number_of_entries(9_999, 1)
    check_number_of_entries(10_000, 0)
    check_number_of_collaborators(99)
    with pytest.raises(PlaylistLimitReached, match="1,000"):
        check_number_of_playlists(1_000)
    with pytest.raises(PlaylistEntryLimitReached, match="9,999"):
        check_number_of_entries(9_999, 2)
    with pytest.raises(CollaboratorLimitReached, match="100"):
        check_number_of_collaborators(100)
