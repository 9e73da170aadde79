from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader
from uploader_policies.values import as_list

ELSEWHERE = ("s3_bucket", "s3_key", "image_uri")


class FunctionCodeLocal(UploaderPolicy):
    ID = "CKV2_IMG_47"
    NAME = "Functions run only code that is in this configuration"
    SEVERITY = "HIGH"
    CATEGORY = "SUPPLY_CHAIN"
    KIND = "aws_lambda_function"
    PROMISE = "supply-chain"
    GUIDELINE = (
        "The owner of a layer in another account, or of an object in a bucket, can change code that runs "
        "with the function's rights. Give functions and layers a filename of a reviewed file, and use layers "
        "of this configuration only."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        layers = as_list(resource.raw("layers"))
        ours = uploader.targets(resource, "layers")
        if len(layers) > len(ours) or (layers and not ours):
            yield "A layer is not an aws_lambda_layer_version of this configuration."
        for code in (resource, *ours):
            if not code.is_set("filename") or any(code.is_set(other) for other in ELSEWHERE):
                yield f"The code of {code.address} is not a file of this configuration."


check = FunctionCodeLocal()
