"""The bill of materials: every part in CycloneDX, validated by its schema."""

from collections.abc import Sequence
from typing import Final

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from supply_chain.inventory import Part

VERSION: Final = SchemaVersion.V1_6
_PREFIX: Final = "marquee:"


def bill(parts: Sequence[Part], version: str) -> str:
    """Return the bill of materials of this version of Marquee as JSON."""
    document = Bom(components=[_component(part) for part in parts])
    document.metadata.component = Component(
        type=ComponentType.APPLICATION,
        name="marquee",
        version=version,
        bom_ref="marquee",
        licenses=[LicenseExpression("Apache-2.0")],
    )
    document.register_dependency(document.metadata.component, document.components)
    return JsonV1Dot6(document).output_as_string(indent=2)


def _component(part: Part) -> Component:
    described = {"image": sorted(part.images), "path": [part.path] if part.path else []}
    # Where a package has a file for each platform, every one of them may be what an image holds.
    [first, *others] = part.files
    described["sha256"] = others
    return Component(
        type=ComponentType.FILE if part.path else ComponentType.LIBRARY,
        name=part.path or part.url.name,
        group=part.url.namespace,
        version=part.url.version,
        purl=part.url,
        bom_ref=str(part.url),
        licenses=[LicenseExpression(part.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=first)],
        properties=[
            Property(name=f"{_PREFIX}{name}", value=value) for name, values in described.items() for value in values
        ],
    )


def problem(text: str) -> str | None:
    """Return what a bill has against the schema of CycloneDX, null when it is valid."""
    error = JsonStrictValidator(VERSION).validate_str(text)
    return None if error is None else str(error)[:800]
