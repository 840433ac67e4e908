"""The signature of Widevine's messages, against the example of Google's "DRM Proxy Integration"."""

from base64 import b64decode, b64encode
from typing import Final

import pytest

from playback.infrastructure.licensing.widevine import WidevineProvider

pytestmark = pytest.mark.unit

PROVIDER: Final = WidevineProvider(
    "widevine_test",
    bytes.fromhex("1ae8ccd0e7985cc0b6203a55855a1034afc252980e970ca90e5202689f947ab9"),
    bytes.fromhex("d58ce954203b7c9a9a9d467f59839249"),
)
"""The account that Google has published for tests."""
REQUEST: Final = (
    "ewogICJwYXlsb2FkIiA6ICJDQUVTaEFFS1RBZ0FFa2dBQUFBQ0FBQVFXUFhiaHRiL3E0M2YzU2Z1QzJWUDNxMGplQUVDVzNlbVFrV24yd1hDWVZPbn"
    "ZsV1BETnFoOFZWSUI0R21zTkE4ZVZWRmlnWGtRV0lHTjBHbGdNS2pwVUVTTEFvcUNoUUlBUklRSk1QQ3psMmJWaXlNUUV0eUsvZ3RtUkFCR2hBeU5X"
    "WTNPRE16TVRjeU1tSmpNMkV5R0FFZ3Y1aVFrQVVhSUMzT04xelZnZVYwclA3dzJWbVZMR29ycUNsY01RTzRCZGJIUHlrM0dzblkiLAogICJwcm92aW"
    "RlciIgOiAid2lkZXZpbmVfdGVzdCIsCiAgImNvbnRlbnRfaWQiOiAiWm10cU0yeHFZVk5rWm1Gc2EzSXphZz09IiwKICAiY29udGVudF9rZXlfc3Bl"
    "Y3MiOiBbCiAgICB7ICJ0cmFja190eXBlIjogIlNEIiB9LAogICAgeyAidHJhY2tfdHlwZSI6ICJIRCIgfSwKICAgIHsgInRyYWNrX3R5cGUiOiAiQV"
    "VESU8iIH0KICBdCn0K"
)


def test_signature_is_that_of_the_documented_example() -> None:
    assert b64encode(PROVIDER.sign(b64decode(REQUEST))) == b"xPkAbb3tjOY/ybdz0tmJMq9erH9ILnS5natMZr3QEW8="
