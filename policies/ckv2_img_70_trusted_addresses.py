from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy

MAX_ADDRESSES = 256  # a /24 range of IPv4


class TrustedAddresses(UploaderPolicy):
    ID = "CKV2_IMG_70"
    NAME = "IP sets of addresses with another rate limit are small"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_ip_set"
    PROMISE = "waf"
    GUIDELINE = (
        "A large address range also gives the backend's rate limit to other clients in it. Name only your "
        "own servers, in ranges of at most 256 addresses (waf.trusted_backends)."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        for text in resource.texts("addresses"):
            try:
                network = ipaddress.ip_network(text, strict=False)
            except ValueError:
                yield f"{text} is not an address range."
                continue
            if network.num_addresses > MAX_ADDRESSES:
                yield f"{text} holds {network.num_addresses} addresses."


check = TrustedAddresses()
