"""The servers of a plan: where their data and logs are, and on which ports they listen."""

from devstack.folders import postgres_data_folder
from devstack.options import Plan
from devstack.secret_files import Secrets
from devstack.servers.artifacts import Installed
from devstack.servers.kafka import Kafka
from devstack.servers.object_storage import ObjectStorage
from devstack.servers.postgres import Postgres
from devstack.services import STORAGE, browser_origins, site


def postgres_of(plan: Plan, installed: Installed, secrets: Secrets) -> Postgres:
    """Return the database server."""
    data = postgres_data_folder(plan.data)
    return Postgres(installed.postgres_home, data, plan.log("postgres"), plan.ports["postgres"], secrets.postgres)


def kafka_of(plan: Plan, installed: Installed) -> Kafka:
    """Return the broker."""
    port, controller = plan.ports["kafka"], plan.ports["kafka-controller"]
    data, log = plan.data / "kafka", plan.log("kafka")
    return Kafka(installed.kafka_jars, data, log, port, controller, class_cache=installed.class_cache)


def storage_of(plan: Plan, installed: Installed, secrets: Secrets) -> ObjectStorage:
    """Return the object storage, which admits our own pages and web clients in development."""
    origins = [site(plan), *(origin.strip() for origin in browser_origins().split(","))]
    data, log = plan.data / STORAGE, plan.log(STORAGE)
    return ObjectStorage(installed.storage_jar, data, log, plan.ports[STORAGE], secrets.storage, origins)
