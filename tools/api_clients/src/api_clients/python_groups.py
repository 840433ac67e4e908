"""The operations of each task as methods of a class, blocking and asynchronous."""

import textwrap
from collections.abc import Iterable, Iterator

from api_clients.operations import Body, Document, Operation, Parameter, snake_case
from api_clients.python_types import annotation, argument, data_of

WIDTH = 110
HEADER = '''\
"""{doc}"""

# Generated from the OpenAPI document of Marquee.

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from marquee_client import models
from marquee_client.calls import Call
from marquee_client.events import Event
from marquee_client.transport import AsyncTransport, Transport

'''


def class_name(tag: str) -> str:
    """Return the name of the class of a task: `Where to watch` is `WhereToWatch`."""
    return "".join(word.capitalize() for word in snake_case(tag).split("_"))


def group_module(tag: str, description: str, operations: Iterable[Operation], document: Document) -> str:
    """Return the module of a task."""
    listed = list(operations)
    lines = [HEADER.format(doc=description)]
    for asynchronous in (False, True):
        name, transport = ("Async" if asynchronous else "") + class_name(tag), "Async" * asynchronous + "Transport"
        lines += ["", f"class {name}:", *_documentation(description, "    "), ""]
        lines += [f"    def __init__(self, transport: {transport}) -> None:", "        self._transport = transport", ""]
        for operation in listed:
            lines += [*_method(operation, document, asynchronous=asynchronous), ""]
    return "\n".join(lines)


def _method(operation: Operation, document: Document, *, asynchronous: bool) -> Iterator[str]:
    result, call = _result(operation, document, asynchronous=asynchronous)
    arguments = ", ".join(["self", *_arguments(operation)])
    is_coroutine = asynchronous and operation.result.kind != "events"
    yield f"    {'async ' * is_coroutine}def {snake_case(operation.name)}({arguments}) -> {result}:"
    text = f"{operation.summary}.\n\n{_paragraphs(operation.description)}\n\n{_parameters_text(operation)}".strip()
    yield from _documentation(text, "        ")
    yield f"        call = {_call(operation)}"
    yield f"        {call}"


def _result(operation: Operation, document: Document, *, asynchronous: bool) -> tuple[str, str]:
    """Return the annotation of the result, and the statement that ends a method."""
    wait = "await " * asynchronous
    result = operation.result
    if result.kind == "json" and result.schema is not None:
        if "$ref" not in result.schema:
            return "bytes", f"return {wait}self._transport.content(call)"
        model = annotation(result.schema)
        data = data_of(result.schema, document)
        if data is None:
            return model, f"return {wait}self._transport.model(call, {model})"
        return annotation(data), f"return ({wait}self._transport.model(call, {model})).data"
    by_kind = {
        "nothing": ("None", f"{wait}self._transport.content(call)"),
        "location": ("str", f"return {wait}self._transport.location(call)"),
        "text": ("str", f'return ({wait}self._transport.content(call)).decode("utf-8")'),
        "bytes": ("bytes", f"return {wait}self._transport.content(call)"),
        "events": ("Async" * asynchronous + "Iterator[Event]", "return self._transport.events(call)"),
    }
    return by_kind[result.kind]


def _arguments(operation: Operation) -> Iterator[str]:
    positional = [parameter for parameter in operation.parameters if parameter.place == "path"]
    named = [parameter for parameter in operation.parameters if parameter.place != "path"]
    for parameter in positional:
        yield f"{argument(parameter.name)}: {annotation(parameter.schema)}"
    if operation.body is not None:
        yield _body_argument(operation.body)
    if named:
        yield "*"
    for parameter in sorted(named, key=lambda one: not one.required):
        yield _named(parameter)


def _body_argument(body: Body) -> str:
    if body.media_type != "application/json" or body.schema.get("type") == "object":
        return "body: bytes" if body.required else "body: bytes | None = None"
    text = annotation(body.schema)
    is_optional = not body.required or text.endswith("| None")
    return f"body: {text.removesuffix(' | None')}{' | None = None' if is_optional else ''}"


def _named(parameter: Parameter) -> str:
    text = annotation(parameter.schema, arrays="Sequence")
    if parameter.required:
        return f"{argument(parameter.name)}: {text}"
    return f"{argument(parameter.name)}: {text.removesuffix(' | None')} | None = None"


def _call(operation: Operation) -> str:
    parts = [f'"{operation.method}"', f'"{operation.path}"']
    for keyword, place in (("names", "path"), ("query", "query"), ("headers", "header")):
        values = [f'"{one.name}": {argument(one.name)}' for one in operation.parameters if one.place == place]
        if values:
            parts.append(f"{keyword}={{{', '.join(values)}}}")
    if operation.body is not None:
        parts.append("body=body")
        if operation.body.media_type != "application/json":
            parts.append(f'content_type="{operation.body.media_type}"')
    if operation.result.kind == "location":
        parts.append("follow=False")
    return f"Call({', '.join(parts)})"


def _parameters_text(operation: Operation) -> str:
    described = [one for one in operation.parameters if one.description]
    if not described:
        return ""
    return "\n".join(["Args:", *(f"    {argument(one.name)}: {one.description}" for one in described)])


def _paragraphs(text: str) -> str:
    """Return a text with each paragraph on one line; lists and tables keep theirs."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(one if one.startswith(("-", "|")) else " ".join(one.split("\n")) for one in paragraphs)


def _documentation(text: str, indent: str) -> Iterator[str]:
    """Yield the lines of a docstring; what the document writes may contain anything."""
    safe = text.replace("\\", "\\\\").replace('"""', "'''")
    lines = [line for part in safe.split("\n") for line in _wrapped(part)]
    if len(lines) == 1:
        yield f'{indent}"""{lines[0]}"""'
        return
    yield f'{indent}"""{lines[0]}'
    yield from (f"{indent}{line}" if line else "" for line in lines[1:])
    yield f'{indent}"""'


def _wrapped(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent + "    " * bool(indent), break_long_words=False) or [""]
