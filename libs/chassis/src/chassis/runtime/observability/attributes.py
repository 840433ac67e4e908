"""The names of the attributes of our spans, frozen here: the conventions for messaging still change between versions.

They are those of OpenTelemetry's semantic conventions where these have a name, and begin with `marquee.` elsewhere.
"""

from typing import Final

HTTP_METHOD: Final = "http.request.method"
HTTP_ROUTE: Final = "http.route"
HTTP_STATUS: Final = "http.response.status_code"
SERVER_ADDRESS: Final = "server.address"
SERVER_PORT: Final = "server.port"
URL_PATH: Final = "url.path"
ERROR_TYPE: Final = "error.type"

MESSAGING_SYSTEM: Final = "messaging.system"
MESSAGING_OPERATION: Final = "messaging.operation.type"
MESSAGING_TOPIC: Final = "messaging.destination.name"
MESSAGING_PARTITION: Final = "messaging.destination.partition.id"
MESSAGING_OFFSET: Final = "messaging.kafka.offset"
MESSAGING_ID: Final = "messaging.message.id"
MESSAGING_BATCH: Final = "messaging.batch.message_count"

DB_SYSTEM: Final = "db.system.name"
DB_STATEMENTS: Final = "marquee.db.statements"

REQUEST_ID: Final = "marquee.request_id"
JOB_ID: Final = "marquee.job.id"
JOB_KIND: Final = "marquee.job.kind"
JOB_ATTEMPT: Final = "marquee.job.attempt"
JOB_OUTCOME: Final = "marquee.job.outcome"
EVENT_TYPE: Final = "marquee.event.type"
SCHEDULE: Final = "marquee.schedule"
DELIVERY_ID: Final = "marquee.delivery.id"
DELIVERY_CHANNEL: Final = "marquee.delivery.channel"
DELIVERY_KIND: Final = "marquee.delivery.kind"

SERVICE_NAME: Final = "service.name"
SERVICE_VERSION: Final = "service.version"
ROLE: Final = "marquee.role"

KAFKA: Final = "kafka"
POSTGRES: Final = "postgresql"
