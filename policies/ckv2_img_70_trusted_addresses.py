from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy

MOST_ADDRESSES = 256


class TrustedAddresses(UploaderPolicy):
    ID = "CKV2_IMG_70"
    NAME = "Addresses with another limit in the web ACL are few"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_ip_set"
    PROMISE = "waf"
    GUIDELINE = (
        "A range that holds strangers gives them the limit of a backend. Name your own servers, in ranges of "
        "256 addresses or fewer (waf.trusted_backends)."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        for text in resource.texts("addresses"):
            try:
                network = ipaddress.ip_network(text, strict=False)
            except ValueError:
                yield f"{text} is no range of addresses."
                continue
            if network.num_addresses > MOST_ADDRESSES:
                yield f"{text} holds {network.num_addresses} addresses."


check = TrustedAddresses()
