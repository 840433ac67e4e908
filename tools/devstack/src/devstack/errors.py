"""What can go wrong in the devstack, each with a stable code and a sentence that says how to fix it.

DevstackError
├── UnsupportedPlatform
├── ArtifactUnavailable
├── ArtifactMismatch
├── FolderNotTraversable
├── ProcessFailed
├── NotReady
├── PortTaken
├── TopicsRefused
├── AlreadyRunning
├── DataFolderUnusable
├── StateUnreadable
├── SecretsUnreadable
├── BackupFailed
├── BackupUnusable
├── BackupRefused
├── NotRunning
├── UnknownService
├── NoSuchMessage
├── TraceNotFound
├── DeadLettersRefused
└── GatewayRefused
"""


class DevstackError(Exception):
    """Anything the command reports as one line instead of a traceback."""

    code = "devstack_error"


class UnsupportedPlatform(DevstackError):
    """No locked PostgreSQL build exists for this operating system and processor."""

    code = "unsupported_platform"


class ArtifactUnavailable(DevstackError):
    """An artefact is neither cached nor obtainable."""

    code = "artifact_unavailable"


class ArtifactMismatch(DevstackError):
    """A file's SHA-256 is not the committed one."""

    code = "artifact_mismatch"


class FolderNotTraversable(DevstackError):
    """The unprivileged user that runs Postgres cannot enter a folder it needs."""

    code = "folder_not_traversable"


class ProcessFailed(DevstackError):
    """A child process ended when it should have kept running, or ended badly."""

    code = "process_failed"


class NotReady(DevstackError):
    """A process runs but did not become ready in time."""

    code = "not_ready"


class PortTaken(DevstackError):
    """Another program listens on a port of the plan."""

    code = "port_taken"


class TopicsRefused(DevstackError):
    """The broker refused to create a topic, or one exists with another number of partitions."""

    code = "topics_refused"


class AlreadyRunning(DevstackError):
    """A stack already runs on this data folder."""

    code = "already_running"


class DataFolderUnusable(DevstackError):
    """The data folder is no folder, cannot be written, or holds what another version or user made."""

    code = "data_folder_unusable"


class StateUnreadable(DevstackError):
    """The state file of the data folder is damaged, or another version wrote it."""

    code = "state_unreadable"


class SecretsUnreadable(DevstackError):
    """The passwords or the signing key of the data folder are damaged, or belong to other data."""

    code = "secrets_unreadable"


class BackupFailed(DevstackError):
    """A part of a backup, or of its restoration, did not come about."""

    code = "backup_failed"


class BackupUnusable(DevstackError):
    """The backup is incomplete, damaged, or of a release that this one cannot restore."""

    code = "backup_unusable"


class BackupRefused(DevstackError):
    """A backup or a restoration that would overwrite data or lacks something; nothing was changed."""

    code = "backup_refused"


class NotRunning(DevstackError):
    """No stack runs on this data folder."""

    code = "not_running"


class NoSuchMessage(DevstackError):
    """The mail catcher has no message of this number."""

    code = "no_such_message"


class UnknownService(DevstackError):
    """The name is not a process of the stack."""

    code = "unknown_service"


class TraceNotFound(DevstackError):
    """Nothing is known of an id: neither a span, nor an event, nor a log line."""

    code = "trace_not_found"


class DeadLettersRefused(DevstackError):
    """An action on dead letters that Kafka or its options do not permit."""

    code = "dead_letters_refused"


class GatewayRefused(DevstackError):
    """The gateway responded to a request of the command with an error, or not at all."""

    code = "gateway_refused"
