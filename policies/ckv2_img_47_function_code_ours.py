from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader
from uploader_policies.values import as_list

ELSEWHERE = ("s3_bucket", "s3_key", "image_uri")


class FunctionCodeOurs(UploaderPolicy):
    ID = "CKV2_IMG_47"
    NAME = "Functions run the code of this configuration alone"
    SEVERITY = "HIGH"
    CATEGORY = "SUPPLY_CHAIN"
    KIND = "aws_lambda_function"
    PROMISE = "supply-chain"
    GUIDELINE = (
        "A layer of another account, or an object in a bucket, changes when its owner likes, and runs "
        "with the function's rights. Give functions and layers a filename, of a file that was "
        "reviewed, and use layers that are made here."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        layers = as_list(resource.raw("layers"))
        ours = uploader.targets(resource, "layers")
        if len(layers) > len(ours) or (layers and not ours):
            yield "A layer is none of this configuration's aws_lambda_layer_version."
        for code in (resource, *ours):
            if not code.is_set("filename") or any(code.is_set(other) for other in ELSEWHERE):
                yield f"The code of {code.address} is no file of this configuration."


check = FunctionCodeOurs()
