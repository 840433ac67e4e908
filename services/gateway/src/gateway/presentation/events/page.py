"""The page of the events: how to follow the public ones, and every event with its fields and an example."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

NONCE: Final = "{nonce}"
"""Stands for the nonce of the response."""
_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}"
    "pre,code{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;padding:.75rem;border:1px solid #8884;"
    "border-radius:6px}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.25rem .5rem;border-bottom:1px solid #8884}h2{margin-top:2.5rem}h3{margin-top:2rem}"
    "nav ul{columns:2}dt{font-weight:600}"
)
_FOLLOW: Final = """<h2 id="follow">Follow the public events</h2>
<p><code>GET /api/v1/events</code> streams what happens to titles and lists as server-sent events, without a token.</p>
<pre>curl -N 'HOST/api/v1/events?type=media.changed.v1&amp;type=availability.changed.v1'</pre>
<pre>const events = new EventSource("/api/v1/events?type=media.changed.v1");
events.addEventListener("media.changed.v1", event =&gt; {
  const { mediaId, time, payload } = JSON.parse(event.data);
});
events.addEventListener("gap", event =&gt; reload(JSON.parse(event.data).types));</pre>
<p>The <code>id</code> of an event is the position behind it. A browser sends the last one when it
connects again, and the stream continues there, at any replica and after any restart; other clients send it as
<code>Last-Event-ID</code> or as <code>after</code>. <code>type</code> and <code>mediaId</code> may be repeated. With
<code>Accept: application/json</code> the response is one page of the events behind <code>after</code>.</p>
"""

Document = Mapping[str, Any]


def page(document: Document) -> str:
    """Return the page of a whole AsyncAPI document."""
    messages = document["components"]["messages"]
    public = [name for name in messages if name.startswith("public.")]
    internal = [name for name in messages if f"public.{name}" not in messages and name not in public]
    reduced = [name for name in messages if f"public.{name}" in messages]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Marquee events</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<style nonce="{NONCE}">{_STYLE}</style></head><body>',
        f"<h1>{_text(document['info']['title'])} {_text(document['info']['version'])}</h1>",
        f"<p>{_text(document['info']['description'])}</p>",
        '<p><a href="/asyncapi.json">AsyncAPI document</a> · <a href="/docs">API reference</a></p>',
        _contents(public, [*reduced, *internal]),
        _FOLLOW,
        *(_message(document, name) for name in public),
        '<h2 id="topics">Topics of Kafka</h2>',
        *(_message(document, name) for name in (*reduced, *internal)),
        "</body></html>",
    ]
    return "\n".join(parts)


def _contents(public: list[str], others: list[str]) -> str:
    def links(names: list[str]) -> str:
        return "".join(f'<li><a href="#{_text(name)}">{_text(name.removeprefix("public."))}</a></li>' for name in names)

    return (
        f'<nav><ul><li><a href="#follow">Public events</a><ul>{links(public)}</ul></li>'
        f'<li><a href="#topics">Topics of Kafka</a><ul>{links(others)}</ul></li></ul></nav>'
    )


def _message(document: Document, name: str) -> str:
    message = document["components"]["messages"][name]
    schema = message.get("payload", {}).get("schema", {})
    if name.startswith("public."):
        schema = schema["properties"]["payload"]
    example = next((example["payload"] for example in message.get("examples", ())), None)
    shown = "" if example is None else f"<pre>{_text(json.dumps(example, indent=2, ensure_ascii=False))}</pre>"
    fields = "".join(_row(*field) for field in _fields(document, schema))
    table = f"<table><tr><th>field</th><th>type</th><th></th></tr>{fields}</table>" if fields else ""
    return (
        f'<h3 id="{_text(name)}"><code>{_text(message["name"])}</code></h3><p>{_text(message["summary"])}</p>'
        f"{_facts(document, name)}{table}{shown}"
    )


def _facts(document: Document, name: str) -> str:
    """Return topic, publisher, consumers and key of an event of Kafka."""
    channel = next((channel for channel in document["channels"].values() if name in channel["messages"]), None)
    if channel is None or "bindings" not in channel or name == "dead.letter":
        return ""
    kafka = channel["bindings"]["kafka"]
    roles = [key.split(".", 2) for key in document["operations"] if key.endswith(f".{name}")]
    facts = {
        "topic": f"{kafka['topic']}, {kafka['partitions']} partitions, "
        + ", ".join(kafka["topicConfiguration"]["cleanup.policy"]),
        "publisher": ", ".join(service for service, action, _ in roles if action == "send"),
        "consumers": ", ".join(service for service, action, _ in roles if action == "receive"),
        "key": document["components"]["messages"][name]["bindings"]["kafka"]["key"]["description"],
    }
    return (
        f"<dl>{''.join(f'<dt>{_text(term)}</dt><dd>{_text(fact)}</dd>' for term, fact in facts.items() if fact)}</dl>"
    )


def _fields(document: Document, schema: Document) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and description of each field of an object."""
    whole = _resolved(document, schema)
    required = whole.get("required", ())
    for name, field in whole.get("properties", {}).items():
        yield name, _type(field) + ("" if name in required else ", optional"), field.get("description", "")


def _resolved(document: Document, schema: Document) -> Document:
    if "$ref" not in schema:
        return schema
    node: Any = document
    for step in schema["$ref"].removeprefix("#/").split("/"):
        node = node[step]
    resolved: Document = node
    return resolved


def _type(field: Document) -> str:
    """Return a type in words."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(_type(member) for member in field["anyOf"])
    if "const" in field:
        return json.dumps(field["const"])
    if "enum" in field:
        return ", ".join(map(json.dumps, field["enum"]))
    kind = str(field.get("type", "any"))
    if kind == "array":
        return f"list of {_type(field.get('items', {}))}"
    return f"{kind} ({field['format']})" if "format" in field else kind


def _row(name: str, kind: str, description: str) -> str:
    return f"<tr><td><code>{_text(name)}</code></td><td>{_text(kind)}</td><td>{_text(description)}</td></tr>"


def _text(value: object) -> str:
    return escape(str(value))
