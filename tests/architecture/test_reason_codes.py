"""Notifications have a word for every reason that other services state by a code."""

import pytest

from ingestion.domain.failures import Cause
from jobs.retries import DEFERRED, UNEXPECTED, WORKER_LOST
from library.application.imports.processing.matching import refusal_code
from library.domain.imports.errors import ImportRefused
from notifications.infrastructure.templates.texts import all_texts

pytestmark = pytest.mark.unit

JOBS = {*Cause, DEFERRED, UNEXPECTED, WORKER_LOST}
FILES = {refusal_code(refused("")) for refused in ImportRefused.__subclasses__()}


@pytest.mark.parametrize("language", all_texts())
def test_a_reason_has_a_word_in_every_language(language: str) -> None:
    assert (JOBS | FILES) - all_texts()[language].words["reasons"].keys() == set()
