"""Edits of provider data: read from JSON with clear errors, kept by path, applied to responses as merge patches."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from provider_simulator.responses import Body

_FIELDS = ("path", "patch", "status")
_GONE = 404


class BadEdit(ValueError):
    """An edit was described wrongly; `field` names the culprit."""

    code = "bad_edit"

    def __init__(self, culprit: str, message: str) -> None:
        super().__init__(f"{culprit}: {message}")
        self.field = culprit


@dataclass(frozen=True, slots=True)
class Edit:
    """What is different at one path: a merge patch over its responses, or (`gone`) nothing is there any more."""

    path: str
    patch: object = None
    gone: bool = False

    def as_json(self) -> Body:
        """Return the edit as it can be sent again."""
        return {"path": self.path} | ({"status": _GONE} if self.gone else {"patch": self.patch})


@dataclass(slots=True)
class EditBoard:
    """The edits of one provider, one for each path, in the order in which the paths were first edited."""

    _edits: dict[str, Edit] = field(default_factory=dict)

    def lay(self, edits: list[Edit]) -> None:
        """Add edits; an edit replaces the present one of its path."""
        self._edits |= {edit.path: edit for edit in edits}

    def take_back(self) -> None:
        """Remove all edits."""
        self._edits = {}

    def over(self, path: str, is_part: Callable[[str], bool]) -> list[object] | None:
        """Return the patches over that path in their order, or None when an edit removes it.

        A sub-resource ("/movie/550/watch/providers") can also be patched or removed as a part of the title's body,
        and is gone with it; an edit of its very path comes last and brings it back.
        """
        own, result = self._edits.get(path), list[object]()
        gone = False
        for above in _ancestors(path):
            edit, rest = self._edits.get(above), path[len(above) + 1 :]
            if edit is None:
                continue
            part = edit.patch.get(rest, _UNTOUCHED) if isinstance(edit.patch, dict) and is_part(rest) else _UNTOUCHED
            gone = gone or edit.gone or part is None
            if part is not None and part is not _UNTOUCHED:
                result.append(part)
        if own is None:
            return None if gone else result
        return None if own.gone else [*result, own.patch]

    def report(self) -> list[Body]:
        """Return the edits as they can be sent again."""
        return [edit.as_json() for edit in self._edits.values()]

    def __bool__(self) -> bool:
        return bool(self._edits)


def normal(path: str) -> str:
    """Return the path without a slash at the end, as edits are kept."""
    return path.rstrip("/") or "/"


def merge_patch(target: object, patch: object) -> object:
    """Return the target with the JSON Merge Patch applied (RFC 7386, section 2); neither is changed."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def parse_edits(content: object, mount: str) -> list[Edit]:
    """Return one edit or a list of edits from decoded JSON; raise BadEdit naming the first wrong field.

    `mount` is the provider's prefix at the simulator, which paths must not carry.
    """
    if isinstance(content, list):
        return [_parse(item, f"[{place}].", mount) for place, item in enumerate(content)]
    return [_parse(content, "", mount)]


def _parse(content: object, at: str, mount: str) -> Edit:
    if not isinstance(content, dict):
        raise BadEdit(at.rstrip(".") or "body", "must be an object")
    for name in content:
        if name not in _FIELDS:
            raise BadEdit(f"{at}{name}", f"unknown; known are {', '.join(_FIELDS)}")
    path = _path(content, at, mount)
    if "patch" in content and "status" in content:
        raise BadEdit(f"{at}status", "cannot stand beside patch")
    if "patch" in content:
        if not isinstance(content["patch"], dict | list):
            raise BadEdit(f"{at}patch", "must be an object, or an array that replaces the response")
        return Edit(path, patch=content["patch"])
    if "status" not in content:
        raise BadEdit(at.rstrip(".") or "body", "needs patch or status")
    if type(content["status"]) is not int or content["status"] != _GONE:
        raise BadEdit(f"{at}status", f"must be {_GONE}; other statuses are faults")
    return Edit(path, gone=True)


def _path(content: Mapping[str, object], at: str, mount: str) -> str:
    path = content.get("path")
    if not isinstance(path, str) or not path.startswith("/") or not path.isprintable():
        raise BadEdit(f"{at}path", "must be a path such as /movie/550")
    if "?" in path or "#" in path:
        raise BadEdit(f"{at}path", "must have no query: an edit counts whatever the query")
    if f"{path}/".startswith(f"{mount}/"):
        raise BadEdit(f"{at}path", f"must be the path behind {mount}")
    return normal(path)


def _ancestors(path: str) -> Iterator[str]:
    """Yield the paths above that one, the highest first, without the root."""
    at = path.find("/", 1)
    while at != -1:
        yield path[:at]
        at = path.find("/", at + 1)


_UNTOUCHED = object()
