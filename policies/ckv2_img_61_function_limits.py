from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import environment, variable
from uploader_policies.values import Block

PREFIXES = {"UPLOADS_PREFIX": "uploads/", "THUMBNAILS_PREFIX": "thumbnails/"}
MOST = {
    "AUTH_SECRET_CACHE_SECONDS": 900,
    "MAX_IMAGE_PIXELS": 200_000_000,
    "MAX_UPLOAD_BYTES": 104_857_600,
    "URL_EXPIRATION_SECONDS": 43_200,
}
TYPES = {f"image/{name}" for name in ("avif", "bmp", "gif", "heic", "heif", "jpeg", "png", "tiff", "webp")}


class FunctionLimits(UploaderPolicy):
    ID = "CKV2_IMG_61"
    NAME = "The functions keep to their limits and prefixes"
    SEVERITY = "HIGH"
    CATEGORY = "APPLICATION_SECURITY"
    KIND = "aws_lambda_function"
    PROMISE = "limits"
    GUIDELINE = (
        "Limits keep memory, cost and the life of a retired secret bounded. Keep the values that "
        "the module's inputs allow: see MOST; prefixes uploads/ and thumbnails/; images alone, of "
        "types that are safe to open."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        for name, value in PREFIXES.items():
            if name in environment(resource) and variable(resource, name) != value:
                yield f"{name} is not {value}."
        for name, most in MOST.items():
            value = variable(resource, name)
            if name in environment(resource) and not (value.isdecimal() and int(value) <= most):
                yield f"{name} is not a number up to {most}."
        for name in ("ALLOWED_CONTENT_TYPES", "ALLOWED_EXTENSIONS"):
            if name in environment(resource):
                allowed = Block(environment(resource), resource.address).get(name)
                for one in sorted(set(re.findall(r"[\w*.+-]+/[\w*.+-]+", str(allowed))) - TYPES):
                    yield f"{name} allows {one}."


check = FunctionLimits()
