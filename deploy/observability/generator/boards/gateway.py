"""What do clients get?"""

from typing import Final

from deploy.observability.generator.panels import Dashboard, Row, graph, p99, slowest, top

GATEWAY: Final = Dashboard(
    "marquee-gateway",
    "Marquee: gateway",
    "What do clients get, from memory or from which service, and who is refused?",
    (
        Row(
            "Requests",
            (
                graph(
                    "By status",
                    ('sum by (status) (rate(http_request_seconds_count{service="gateway"}[5m]))', "{{status}}"),
                    unit="reqps",
                ),
                slowest(
                    "p99 by origin",
                    "http_request_seconds",
                    "served_from",
                    where='{service="gateway",served_from!="stream"}',
                ),
                graph(
                    "p99 by route",
                    (
                        top(
                            p99("http_request_seconds", "route", where='{service="gateway",served_from="application"}')
                        ),
                        "{{route}}",
                    ),
                    unit="s",
                ),
            ),
        ),
        Row(
            "Cache",
            (
                graph("Hit ratio", ("gateway:cache_hits:ratio_rate5m", "hits and stale hits"), unit="percentunit"),
                graph(
                    "By outcome",
                    ("sum by (outcome) (rate(gateway_cache_requests_total[5m]))", "{{outcome}}"),
                    unit="reqps",
                ),
                graph(
                    "Memory",
                    ("max by (instance) (gateway_cache_bytes)", "responses {{instance}}"),
                    ("max by (instance) (gateway_image_bytes)", "images {{instance}}"),
                    unit="bytes",
                ),
                graph(
                    "Removals",
                    ("sum(rate(gateway_cache_removals_total[5m]))", "removed because they had changed"),
                    unit="ops",
                ),
            ),
        ),
        Row(
            "Services behind it",
            (
                graph("Breakers (2: open)", ("max by (upstream) (gateway_upstream_breaker_state)", "{{upstream}}")),
                graph(
                    "Requests that a service holds", ("sum by (upstream) (gateway_upstream_requests)", "{{upstream}}")
                ),
                graph(
                    "No response",
                    ("sum by (upstream, code) (rate(gateway_upstream_failures_total[5m]))", "{{upstream}} {{code}}"),
                    unit="reqps",
                ),
            ),
        ),
        Row(
            "Clients",
            (
                graph(
                    "Refused by rate limits",
                    ('sum by (class) (rate(gateway_rate_limit_decisions_total{decision="rejected"}[5m]))', "{{class}}"),
                    unit="reqps",
                ),
                graph(
                    "Connections and streams",
                    ("sum(gateway_connections)", "connections"),
                    ("sum(gateway_event_streams)", "streams"),
                ),
                graph(
                    "Age of the event feed and of keys",
                    ("max by (instance) (gateway_event_feed_age_seconds)", "feed {{instance}}"),
                    ("max by (instance) (gateway_token_keys_age_seconds)", "keys {{instance}}"),
                    unit="s",
                ),
                graph(
                    "Sign-ins",
                    (
                        'sum by (kind) (rate(auth_audit_entries_total{kind=~"signed_in|sign_in_failed"}[5m]))',
                        "{{kind}}",
                    ),
                    unit="ops",
                ),
            ),
        ),
    ),
)
