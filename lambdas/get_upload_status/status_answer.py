"""The response's body of `GET /upload-status`."""

from __future__ import annotations

from collections.abc import Mapping

from item_reader import Item
from service_endpoint import object_place
from sigv4 import presigned_url
from status_request import StatusRequest
from status_settings import StatusSettings


def status_answer(
    request: StatusRequest, item: Item | None, settings: StatusSettings, at: float
) -> dict[str, object]:
    """Return the response's body: the item, or status `pending` if there is no item yet.

    Args:
        request: the upload that the client asks about.
        item: its item in the table; None if there is none.
        settings: how long thumbnail URLs live (0: no URLs), and the credentials that sign them.
        at: signing time, in seconds since the epoch.
    """
    if item is None:
        return {"user_id": request.user_id, "file_key": request.file_key, "status": "pending"}
    keys = _thumbnail_keys(item)
    if not settings.thumbnail_url_seconds or not keys:
        return dict(item)
    return {
        **item,
        "thumbnail_urls": {name: _url(key, settings, at) for name, key in keys.items()},
        "thumbnail_urls_expire_in": settings.thumbnail_url_seconds,
    }


def _thumbnail_keys(item: Item) -> Mapping[str, str]:
    """Return the key of each thumbnail. An item without `thumbnails` has only the key of `default`."""
    thumbnails = item.get("thumbnails")
    named = thumbnails if isinstance(thumbnails, dict) else {}
    keys = {"default": item.get("thumbnail_key"), **named}
    return {name: key for name, key in keys.items() if isinstance(key, str)}


def _url(key: str, settings: StatusSettings, at: float) -> str:
    origin, path = object_place(settings.s3, settings.bucket, key, in_path=settings.bucket_in_path)
    return presigned_url(
        "GET",
        origin,
        path,
        {},
        credentials=settings.api.credentials,
        region=settings.api.region,
        expires_in=settings.thumbnail_url_seconds,
        at=at,
    )
