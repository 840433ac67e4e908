"""Shares playlists: an owner invites users, who accept or decline."""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.clock import Clock
from music.application.playlists.access import WritePlaylist, locked, writable
from music.application.playlists.views import Collaborator, Invitation
from music.application.unit_of_work import Readers, Units
from music.domain.playlists.errors import CollaboratorNotFound, OwnerCannotCollaborate, PlaylistNotFound
from music.domain.playlists.playlist import Role, check_number_of_collaborators, check_role


class SharePlaylists:
    """Collaborators of playlists. An invitation permits nothing until it is accepted."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def collaborators(self, user_id: UUID, playlist_id: UUID) -> Sequence[Collaborator]:
        """Return who was invited, to the owner and collaborators. Raise PlaylistNotFound, PlaylistRoleRequired."""
        async with self._readers.read() as work:
            view = await work.playlists.view((), playlist_id, user_id)
            if view is None:
                raise PlaylistNotFound(playlist_id)
            check_role(view.playlist, view.role, Role.VIEWER)
            return await work.collaborators.of(playlist_id)

    async def invite(self, command: WritePlaylist, user_id: UUID, role: Role) -> Collaborator:
        """Invite a user as the owner, or change the role of a collaborator.

        Raise AccountErased, PlaylistNotFound, PlaylistRoleRequired, OwnerCannotCollaborate, CollaboratorNotFound,
        CollaboratorLimitReached.
        """
        async with self._units.begin() as work:
            playlist = await writable(work, command, Role.OWNER)
            if user_id == playlist.owner_id:
                raise OwnerCannotCollaborate
            invited = await work.collaborators.find(playlist.id, user_id)
            if invited is None:
                if not await work.users.exists(user_id):
                    raise CollaboratorNotFound(user_id)
                check_number_of_collaborators(await work.collaborators.count(playlist.id))
            collaborator = Collaborator(
                user_id,
                role,
                self._clock.now() if invited is None else invited.invited_at,
                None if invited is None else invited.accepted_at,
            )
            await work.collaborators.save(playlist.id, collaborator)
        return collaborator

    async def accept(self, user_id: UUID, playlist_id: UUID) -> None:
        """Accept an invitation; a repetition changes nothing. Raise AccountErased, PlaylistNotFound."""
        async with self._units.begin() as work:
            await locked(work, user_id, playlist_id)
            if not await work.collaborators.accept(playlist_id, user_id, self._clock.now()):
                raise PlaylistNotFound(playlist_id)

    async def remove(self, command: WritePlaylist, user_id: UUID) -> None:
        """Remove a collaborator as the owner, or leave or decline as this user.

        Raise AccountErased, PlaylistNotFound, PlaylistRoleRequired, OwnerCannotCollaborate, CollaboratorNotFound.
        """
        async with self._units.begin() as work:
            playlist, role = await locked(work, command.listener.user_id, command.playlist_id)
            if user_id != command.listener.user_id:
                check_role(playlist, role, Role.OWNER)
            elif role is Role.OWNER:
                raise OwnerCannotCollaborate
            if not await work.collaborators.delete(playlist.id, user_id):
                # A user who was not invited learns nothing of a private playlist.
                check_role(playlist, role, Role.VIEWER)
                raise CollaboratorNotFound(user_id)

    async def invitations(self, user_id: UUID) -> Sequence[Invitation]:
        """Return what a user was invited to and has not accepted yet, the newest first."""
        async with self._readers.read() as work:
            return await work.collaborators.invitations(user_id)
