"""HTTP status and error code of each error."""

from functools import partial
from typing import Final
from uuid import UUID

from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable
from jobs import errors as job_errors
from music.domain.covers.errors import ArtistPictureNotFound, CoverNotFound, CoversBusy, InvalidCover
from music.domain.enrichment.errors import ConflictNotFound, ConflictResolved, MetadataOff, SuggestionNotFound
from music.domain.folders.errors import (
    FolderChanged,
    FolderNameTaken,
    FolderNotAllowed,
    FolderNotFound,
    FolderOverlaps,
)
from music.domain.library.errors import AlbumNotFound, ArtistNotFound, GenreNotFound, TrackNotFound
from music.domain.listening.errors import PlayedAtInvalid, PlayIdTaken
from music.domain.radio import errors as radio
from music.domain.scanning.errors import ScanNotFound, ScanRunning, TooManyStreams
from music.domain.streaming.errors import (
    MusicLinkExpired,
    MusicLinkInvalid,
    SessionEnded,
    TrackUnreadable,
    TranscodersBusy,
    TranscodingUnavailable,
)
from music.domain.subsonic.errors import AppPasswordNotFound, TooManyAppPasswords
from music.domain.users.errors import AccountErased
from music.presentation.playlists.errors import PLAYLIST_ERRORS

RETRY: Final = ("Retry-After",)
_ID: Final = UUID("0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10")

ERRORS: Final[ErrorTable] = {
    **PLAYLIST_ERRORS,
    AccountErased: ErrorSpec(403, "ACCOUNT_ERASED", AccountErased()),
    AppPasswordNotFound: ErrorSpec(404, "APP_PASSWORD_NOT_FOUND", AppPasswordNotFound(_ID)),
    TooManyAppPasswords: ErrorSpec(409, "TOO_MANY_APP_PASSWORDS", TooManyAppPasswords(20)),
    FolderNotFound: ErrorSpec(404, "MUSIC_FOLDER_NOT_FOUND", FolderNotFound(_ID)),
    FolderChanged: ErrorSpec(412, "PRECONDITION_FAILED", FolderChanged(_ID)),
    FolderNotAllowed: ErrorSpec(409, "MUSIC_FOLDER_NOT_ALLOWED", FolderNotAllowed("there is none at this path")),
    FolderOverlaps: ErrorSpec(409, "MUSIC_FOLDER_OVERLAPS", FolderOverlaps("Records")),
    FolderNameTaken: ErrorSpec(409, "MUSIC_FOLDER_NAME_TAKEN", FolderNameTaken("Records")),
    ScanRunning: ErrorSpec(409, "SCAN_RUNNING", ScanRunning(_ID)),
    ScanNotFound: ErrorSpec(404, "SCAN_NOT_FOUND", ScanNotFound(_ID)),
    TooManyStreams: ErrorSpec(429, "TOO_MANY_STREAMS", TooManyStreams("per user", 5), headers=("Retry-After",)),
    ArtistNotFound: ErrorSpec(404, "ARTIST_NOT_FOUND", ArtistNotFound(_ID)),
    AlbumNotFound: ErrorSpec(404, "ALBUM_NOT_FOUND", AlbumNotFound(_ID)),
    TrackNotFound: ErrorSpec(404, "TRACK_NOT_FOUND", TrackNotFound(_ID)),
    TranscodersBusy: ErrorSpec(503, "TRANSCODERS_BUSY", TranscodersBusy(), headers=("Retry-After",)),
    TranscodingUnavailable: ErrorSpec(409, "TRANSCODING_UNAVAILABLE", TranscodingUnavailable()),
    TrackUnreadable: ErrorSpec(409, "TRACK_UNREADABLE", TrackUnreadable(_ID)),
    SessionEnded: ErrorSpec(401, "UNAUTHORIZED", SessionEnded()),
    MusicLinkInvalid: ErrorSpec(403, "MUSIC_LINK_INVALID", MusicLinkInvalid()),
    MusicLinkExpired: ErrorSpec(403, "MUSIC_LINK_EXPIRED", MusicLinkExpired()),
    GenreNotFound: ErrorSpec(404, "GENRE_NOT_FOUND", GenreNotFound(_ID)),
    PlayedAtInvalid: ErrorSpec(400, "PLAYED_AT_INVALID", PlayedAtInvalid("playedAt: must not be in the future")),
    PlayIdTaken: ErrorSpec(409, "PLAY_ID_TAKEN", PlayIdTaken()),
    ConflictNotFound: ErrorSpec(404, "MUSIC_CONFLICT_NOT_FOUND", ConflictNotFound(_ID)),
    ConflictResolved: ErrorSpec(409, "MUSIC_CONFLICT_RESOLVED", ConflictResolved(_ID, "accepted")),
    SuggestionNotFound: ErrorSpec(409, "MUSIC_SUGGESTION_NOT_FOUND", SuggestionNotFound(_ID, 3)),
    MetadataOff: ErrorSpec(409, "MUSIC_METADATA_OFF", MetadataOff()),
    radio.StationNotFound: ErrorSpec(404, "RADIO_STATION_NOT_FOUND", radio.StationNotFound(_ID)),
    radio.TooManyStations: ErrorSpec(409, "TOO_MANY_RADIO_STATIONS", radio.TooManyStations(500)),
    radio.TooManyRadioStreams: ErrorSpec(
        429, "TOO_MANY_RADIO_STREAMS", radio.TooManyRadioStreams("per user", 3), headers=RETRY
    ),
    radio.DirectoryUnavailable: ErrorSpec(
        503, "RADIO_DIRECTORY_UNAVAILABLE", radio.DirectoryUnavailable(), headers=RETRY
    ),
    radio.StationPathBroken: ErrorSpec(
        503, "EGRESS_PATH_BROKEN", radio.StationPathBroken("egress_interface", 15), headers=RETRY
    ),
    radio.StationUnreachable: ErrorSpec(
        502, "RADIO_STATION_UNREACHABLE", radio.StationUnreachable("it responds with status 404"), headers=RETRY
    ),
    radio.StationTooSlow: ErrorSpec(504, "RADIO_STATION_TIMEOUT", radio.StationTooSlow(), headers=RETRY),
    radio.StationNotPermitted: ErrorSpec(
        502, "RADIO_STATION_NOT_PERMITTED", radio.StationNotPermitted(), headers=RETRY
    ),
    radio.StationUnsupported: ErrorSpec(
        502, "RADIO_STATION_UNSUPPORTED", radio.StationUnsupported("it sends no audio"), headers=RETRY
    ),
    CoverNotFound: ErrorSpec(404, "COVER_NOT_FOUND", CoverNotFound(_ID)),
    ArtistPictureNotFound: ErrorSpec(404, "ARTIST_PICTURE_NOT_FOUND", ArtistPictureNotFound(_ID)),
    InvalidCover: ErrorSpec(
        400,
        "INVALID_PICTURE",
        InvalidCover("not_a_picture", "The picture must be a JPEG, PNG or WebP that can be decoded"),
    ),
    CoversBusy: ErrorSpec(503, "SERVICE_UNAVAILABLE", CoversBusy(), headers=("Retry-After",)),
    job_errors.JobNotFound: ErrorSpec(404, "JOB_NOT_FOUND", job_errors.JobNotFound(_ID)),
    job_errors.JobEnded: ErrorSpec(409, "JOB_OVER", job_errors.JobEnded(_ID, "ready")),
    job_errors.JobNotRetryable: ErrorSpec(409, "JOB_NOT_RETRYABLE", job_errors.JobNotRetryable(_ID, "ready")),
    job_errors.DuplicateJob: ErrorSpec(409, "JOB_KEY_TAKEN"),
    job_errors.LeaseLost: ErrorSpec(409, "JOB_LEASE_LOST"),
    job_errors.ScheduleNotFound: ErrorSpec(404, "SCHEDULE_NOT_FOUND", job_errors.ScheduleNotFound("scan")),
    job_errors.InvalidCron: ErrorSpec(
        400, "INVALID_CRON", job_errors.InvalidCron("'* * *' has 3 fields, a cron expression has 5")
    ),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""
