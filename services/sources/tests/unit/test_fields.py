"""Fields of the kinds of sources."""

import pytest
from pydantic import ValidationError

from sources.infrastructure.kinds.registry import SPECS
from sources.infrastructure.kinds.spec import SourceSpec

pytestmark = pytest.mark.unit

SECRET = "marked-secret"


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.credentials.model_fields], ids=lambda spec: spec.kind)
def test_text_of_an_error_has_no_credentials(spec: SourceSpec) -> None:
    values = {field.alias or name: [SECRET] for name, field in spec.credentials.model_fields.items()}
    with pytest.raises(ValidationError) as invalid:
        spec.credentials.model_validate(values)
    assert invalid.value.error_count() == len(values)
    assert SECRET not in f"{invalid.value} {invalid.value!r}"
