from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import environment, variable
from uploader_policies.values import Block

PREFIXES = {"UPLOADS_PREFIX": "uploads/", "THUMBNAILS_PREFIX": "thumbnails/"}
MAXIMUM = {
    "AUTH_SECRET_CACHE_SECONDS": 900,
    "MAX_IMAGE_PIXELS": 200_000_000,
    "MAX_UPLOAD_BYTES": 104_857_600,
    "URL_EXPIRATION_SECONDS": 43_200,
}
TYPES = {f"image/{name}" for name in ("avif", "bmp", "gif", "heic", "heif", "jpeg", "png", "tiff", "webp")}


class FunctionLimits(UploaderPolicy):
    ID = "CKV2_IMG_61"
    NAME = "The functions' limits and prefixes are in the allowed range"
    SEVERITY = "HIGH"
    CATEGORY = "APPLICATION_SECURITY"
    KIND = "aws_lambda_function"
    PROMISE = "limits"
    GUIDELINE = (
        "Limits bound memory, cost and the time for which a retired secret is accepted. Keep the values that "
        "the module's inputs allow (MAXIMUM in this policy), the prefixes uploads/ and thumbnails/, and "
        "image types that are safe to open."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        for name, value in PREFIXES.items():
            if name in environment(resource) and variable(resource, name) != value:
                yield f"{name} is not {value}."
        for name, most in MAXIMUM.items():
            value = variable(resource, name)
            if name in environment(resource) and not (value.isdecimal() and int(value) <= most):
                yield f"{name} is not a number of at most {most}."
        for name in ("ALLOWED_CONTENT_TYPES", "ALLOWED_EXTENSIONS"):
            if name in environment(resource):
                allowed = Block(environment(resource), resource.address).get(name)
                for one in sorted(set(re.findall(r"[\w*.+-]+/[\w*.+-]+", str(allowed))) - TYPES):
                    yield f"{name} allows {one}."


check = FunctionLimits()
