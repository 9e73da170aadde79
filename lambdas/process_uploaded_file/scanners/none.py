"""No scanner: S3's notification starts the processing of every upload immediately."""

from __future__ import annotations

from notices.s3_notification import decode_upload
from notices.scanner import Scanner

SCANNER = Scanner(decode=decode_upload)
