"""Functions run the code of this configuration alone."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader
from uploader_policies.values import as_list


class FunctionCodeOurs(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_47"
    NAME = "Functions run the code of this configuration alone"
    SEVERITY = "HIGH"
    CATEGORY = "SUPPLY_CHAIN"
    KIND = "aws_lambda_function"
    PROMISE = "supply-chain"
    GUIDELINE = (
        "A layer of another account changes when its owner likes, and runs with the function's "
        "rights. Use layers that are made here, from a file that was reviewed."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        """Yield what is wrong."""
        layers = as_list(resource.raw("layers"))
        ours = uploader.targets(resource, "layers")
        if len(layers) > len(ours) or (layers and not ours):
            yield "A layer is none of this configuration's aws_lambda_layer_version."


check = FunctionCodeOurs()
