"""From records to deliveries: find the route of each record and parse its contract."""

from collections.abc import Sequence

from chassis.messaging.consumer import AnyDelivery, AnyRoute, Delivery, M, Route
from chassis.messaging.envelope import EventType, source_of, type_of
from chassis.messaging.records import BadRecord, Record, read_event


class RouteTable:
    """The routes of one service by topic and type."""

    def __init__(self, routes: Sequence[AnyRoute]) -> None:
        self._routes = {(route.topic, route.event_type): route for route in routes}
        self._newest = _newest_versions(routes)

    def read(self, record: Record) -> AnyDelivery | None:
        """Return the event to apply, or null when the record is to be skipped; raise BadRecord when it is invalid.

        Only a tombstone and a newer version of a type that the topic carries are skipped. A type that is misspelled,
        older or of another topic would otherwise be lost in silence.
        """
        if record.value is None:
            # The event before it has removed its subject; this record lets compaction remove that event.
            return None
        event_type = type_of(record)
        route = self._routes.get((record.topic, event_type))
        if route is not None:
            return _delivery(record, route)
        if self._is_newer(record.topic, event_type):
            return None
        raise BadRecord("unknown_type", f"no contract of type {event_type!r} on topic {record.topic}")

    def route_of(self, delivery: AnyDelivery) -> AnyRoute:
        """Return the route that `read` found for a delivery."""
        return self._routes[delivery.record.topic, delivery.record.headers["ce_type"]]

    def _is_newer(self, topic: str, event_type: str) -> bool:
        parsed = EventType.parse(event_type)
        newest = self._newest.get((topic, parsed.name)) if parsed is not None else None
        return parsed is not None and newest is not None and parsed.version > newest


def _newest_versions(routes: Sequence[AnyRoute]) -> dict[tuple[str, str], int]:
    """Return the newest version that is applied of each type, by topic and type name."""
    newest: dict[tuple[str, str], int] = {}
    for route in routes:
        parsed = EventType.parse(route.event_type)
        if parsed is not None:
            key = (route.topic, parsed.name)
            newest[key] = max(parsed.version, newest.get(key, 0))
    return newest


def _delivery(record: Record, route: Route[M]) -> Delivery[M]:
    event_id, event = read_event(record, route.model)
    return Delivery(event_id, event, record, source_of(record))
