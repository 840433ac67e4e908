"""Requests that clients send to the storage themselves."""

from datetime import datetime
from typing import Final

from objects.calls import BucketCalls
from objects.ports import PresignedUpload, UploadRules
from objects.signing import post_fields, presigned_url

PART_SECONDS: Final = 3600
"""How long a client may take for a part, so that slow lines finish large ones."""


class SignsRequests(BucketCalls):
    """Signs forms, `PUT` requests, parts and reads."""

    def presign_post(self, rules: UploadRules, now: datetime) -> PresignedUpload:
        """Return a form whose policy names the key, the type and the range of lengths."""
        fields = {"key": rules.key, "Content-Type": rules.content_type}
        signed = post_fields(
            self._bucket.name,
            fields,
            self._bucket.credentials,
            now=now,
            expires_at=rules.expires_at,
            largest_bytes=rules.largest_bytes,
        )
        return PresignedUpload("POST", self._bucket.address(public=True), signed)

    def presign_put(self, rules: UploadRules, length: int, now: datetime) -> PresignedUpload:
        """Return a request whose signature covers the type and the length."""
        if not 1 <= length <= rules.largest_bytes:
            raise ValueError(f"length must be between 1 and {rules.largest_bytes}")
        headers = {"content-length": str(length), "content-type": rules.content_type}
        url = presigned_url(
            "PUT",
            self._bucket.address(rules.key, public=True),
            self._bucket.credentials,
            now=now,
            seconds=int((rules.expires_at - now).total_seconds()),
            headers=headers,
        )
        return PresignedUpload("PUT", url, {"Content-Type": rules.content_type, "Content-Length": str(length)})

    def presign_part(
        self, key: str, upload: str, number: int, length: int, sha256_base64: str | None, now: datetime
    ) -> PresignedUpload:
        """Return a request whose signature covers the length and the checksum."""
        fields = {"Content-Length": str(length)}
        if sha256_base64 is not None:
            fields["x-amz-checksum-sha256"] = sha256_base64
        url = presigned_url(
            "PUT",
            self._bucket.address(key, public=True),
            self._bucket.credentials,
            now=now,
            seconds=PART_SECONDS,
            headers={name.lower(): value for name, value in fields.items()},
            query={"partNumber": str(number), "uploadId": upload},
        )
        return PresignedUpload("PUT", url, fields)

    def presign_get(self, key: str, *, seconds: int, now: datetime) -> str:
        """Return an address that is valid for `seconds`."""
        address = self._bucket.address(key, public=True)
        return presigned_url("GET", address, self._bucket.credentials, now=now, seconds=seconds, headers={})
