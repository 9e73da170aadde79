"""What a granted request gets: the presigned URL and what to send with it."""

from __future__ import annotations

from service_endpoint import object_place
from sigv4 import presigned_url
from upload_request import UploadRequest
from url_settings import UrlSettings


def grant_upload(
    settings: UrlSettings, request: UploadRequest, file_key: str, at: float
) -> dict[str, object]:
    """Return the body of the answer: a URL to PUT `file_key` once, and the headers that the PUT must carry.

    Args:
        settings: where to, for how long, and in whose name.
        request: what was asked for; size and checksum are bound where it has them.
        file_key: the new object's key.
        at: seconds since the epoch, from which the URL lives.
    """
    headers = {"Content-Type": request.content_type, "If-None-Match": "*"}
    if request.checksum_sha256 is not None:
        headers["x-amz-checksum-sha256"] = request.checksum_sha256
    # Signed, but not in the answer: every client sends the length by itself, and a page may not set it.
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
