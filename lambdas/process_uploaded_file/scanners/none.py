"""No scanner: S3's own notification starts the processing of every upload at once."""

from __future__ import annotations

from notices.s3_notification import decode_upload
from notices.scanner import Scanner

SCANNER = Scanner(decode=decode_upload)
