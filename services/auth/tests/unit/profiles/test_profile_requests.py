"""The errors of invalid profiles, as clients get them."""

import pytest
from pydantic import ValidationError

from auth.presentation.profiles.requests import ProfileRequest
from chassis.http.validation.problems import problems_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("field", "longest"), [("bio", 200), ("location", 100), ("website", 255)])
def test_a_text_that_is_too_long_names_its_largest_length(field: str, longest: int) -> None:
    with pytest.raises(ValidationError) as refused:
        ProfileRequest.model_validate({field: "x" * (longest + 1)})

    [problem] = problems_of([{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()])
    assert problem.shown() == {
        "field": field,
        "in": "body",
        "rule": "string_too_long",
        "params": {"maxLength": longest},
        "message": f"must have at most {longest} characters",
    }
