"""Applies a provider's edits to a response: patched, created where there was none, or the provider's 404."""

import orjson

from provider_simulator.effects.edits import EditBoard, merge_patch, normal
from provider_simulator.provider import Provider
from provider_simulator.responses import Query, Response, with_content

_FOUND, _NOT_FOUND = 200, 404


def changed(response: Response, query: Query, provider: Provider, edits: EditBoard) -> Response:
    """Return the response as edited: the same object where no edit concerns it, and for redirects and refused requests.

    A patch over a 404 is the whole response then. Parts that come only when requested (append_to_response, embed) are
    patched only in responses that include them.
    """
    if response.status not in {_FOUND, _NOT_FOUND}:
        return response
    path, names = normal(query.path), provider.part_names(query)
    patches = edits.over(path, provider.is_part)
    if patches is None:
        return provider.not_found(query)
    if not patches and not names:
        return response
    before = _decoded(response.body) if response.status == _FOUND else None
    content = before
    for patch in patches:
        own = _without_parts(patch, provider) if names is not None else patch
        content = merge_patch(content, own) if own != {} else content
    for name in names or ():
        content = _with_part(content, path, name, provider, edits)
    if content is before:
        return response
    return with_content(response, content) if response.status == _FOUND else provider.content(query, content)


def _with_part(content: object, path: str, name: str, provider: Provider, edits: EditBoard) -> object:
    """Return the content with that part edited, whether by its own path or within the title's patch."""
    patches = edits.over(f"{path}/{name}", provider.is_part)
    if patches == [] or not isinstance(content, dict):
        return content
    rest = {key: value for key, value in content.items() if key != name}
    if patches is None:
        return rest if name in content else content
    before = content.get(name)
    part = before
    for patch in patches:
        part = merge_patch(part, patch)
    if isinstance(before, dict) and isinstance(part, dict) and "id" not in before:
        part = {key: value for key, value in part.items() if key != "id"}
    return {**rest, name: part}


def _without_parts(patch: object, provider: Provider) -> object:
    if not isinstance(patch, dict):
        return patch
    return {key: value for key, value in patch.items() if not provider.is_part(key)}


def _decoded(body: bytes) -> object:
    decoded: object = orjson.loads(body)
    return decoded
