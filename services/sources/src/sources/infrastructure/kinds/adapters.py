"""Connections to sources of every registered kind, and the fields that users state."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import ValidationError

from chassis.core.rules.broken import BrokenRule
from chassis.http.validation.problems import problems_of
from sources.application.media_sources.ports import KindField, KindOfSource, SourceAdapter
from sources.domain.media_sources.errors import InvalidSetting, SettingInvalid
from sources.domain.media_sources.source import MediaSource, SourceKind
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings

_TYPES: Final[Mapping[str, Literal["text", "boolean", "integer", "list"]]] = {
    "string": "text",
    "boolean": "boolean",
    "integer": "integer",
    "array": "list",
}


class SpecAdapters:
    """Connects sources by the specs of their kinds."""

    def __init__(self, specs: Sequence[SourceSpec], surroundings: Surroundings) -> None:
        self._specs = {spec.kind: spec for spec in specs}
        self._surroundings = surroundings

    def kinds(self) -> Sequence[KindOfSource]:
        """Return what the specs need."""
        return [
            KindOfSource(
                kind=spec.kind,
                configuration=_fields_of(spec.configuration, are_secret=False),
                credentials=_fields_of(spec.credentials, are_secret=True),
                is_for_administrators=spec.administrators_only,
            )
            for spec in self._specs.values()
        ]

    def connect(self, source: MediaSource, credentials: Mapping[str, str]) -> SourceAdapter:
        """Return an adapter of the spec."""
        return self._specs[source.kind].connect(source.configuration, credentials, self._surroundings)

    def configuration(self, kind: SourceKind, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the spec's class makes of the values; raise SettingInvalid."""
        return _checked(self._spec(kind).configuration, values, "configuration")

    def credentials(self, kind: SourceKind, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Return what the spec's class makes of the values; raise SettingInvalid."""
        return _checked(self._spec(kind).credentials, values, "credentials")

    def _spec(self, kind: SourceKind) -> SourceSpec:
        spec = self._specs.get(kind)
        if spec is None:
            broken = BrokenRule("kind_unavailable", f"must be one of {', '.join(sorted(self._specs)) or 'no kind'}")
            raise SettingInvalid([InvalidSetting("kind", broken)])
        return spec


def _checked(fields: type[SourceFields], values: Mapping[str, Any], place: str) -> dict[str, Any]:
    try:
        return fields.model_validate(dict(values)).model_dump(mode="json", by_alias=True)
    except ValidationError as invalid:
        errors = [{**error, "loc": ("body", place, *error["loc"])} for error in invalid.errors(include_url=False)]
        problems = problems_of(errors)
        raise SettingInvalid(
            [InvalidSetting(item.field, BrokenRule(item.rule, item.message, item.params)) for item in problems]
        ) from None


def _fields_of(fields: type[SourceFields], *, are_secret: bool) -> tuple[KindField, ...]:
    schema = fields.model_json_schema(by_alias=True)
    required = schema.get("required", ())
    return tuple(
        _field_of(name, described, is_required=name in required, is_secret=are_secret)
        for name, described in schema.get("properties", {}).items()
    )


def _field_of(name: str, described: Mapping[str, Any], *, is_required: bool, is_secret: bool) -> KindField:
    # An optional field is one of its type and null.
    typed = next((item for item in described.get("anyOf", ()) if item.get("type") != "null"), described)
    return KindField(
        name=name,
        type=_TYPES.get(typed.get("type", "string"), "text"),
        is_required=is_required,
        is_secret=is_secret,
        description=described.get("description", ""),
        default=described.get("default"),
        example=next(iter(described.get("examples", ())), None),
        choices=tuple(typed.get("enum", ())),
        most_characters=typed.get("maxLength"),
    )
