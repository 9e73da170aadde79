"""The response to a valid request: the presigned URL and the headers to send with the PUT."""

from __future__ import annotations

from service_endpoint import object_place
from sigv4 import presigned_url
from upload_request import UploadRequest
from url_settings import UrlSettings


def grant_upload(
    settings: UrlSettings, request: UploadRequest, file_key: str, at: float
) -> dict[str, object]:
    """Return the response's body: a write-once URL to PUT `file_key`, and the headers that the PUT must have.

    Args:
        settings: bucket, expiration time and credentials.
        request: the checked request. If it has a size or a checksum, the URL is bound to them.
        file_key: the new object's key.
        at: signing time, in seconds since the epoch; the URL's life starts here.
    """
    headers = {"Content-Type": request.content_type, "If-None-Match": "*"}
    if request.checksum_sha256 is not None:
        headers["x-amz-checksum-sha256"] = request.checksum_sha256
    # Signed, but not in the response: every client sends Content-Length itself, and web pages cannot set it.
    length = {} if request.size is None else {"Content-Length": str(request.size)}
    origin, path = object_place(settings.s3, settings.bucket, file_key, in_path=settings.bucket_in_path)
    url = presigned_url(
        "PUT",
        origin,
        path,
        {**headers, **length},
        credentials=settings.api.credentials,
        region=settings.api.region,
        expires_in=settings.expires_in,
        at=at,
    )
    return {
        "upload_url": url,
        "file_key": file_key,
        "method": "PUT",
        "headers": headers,
        "expires_in": settings.expires_in,
    }
