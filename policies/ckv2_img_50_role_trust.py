"""Roles trust the service that uses them, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.documents import statements
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy

SERVICES = {("Service", "lambda.amazonaws.com"), ("Service", "apigateway.amazonaws.com")}


class RoleTrust(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_50"
    NAME = "Roles trust the service that uses them, and nobody else"
    SEVERITY = "CRITICAL"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "Whoever may assume the role reads and writes the files. Let assume_role_policy name one "
        "service, and no account."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        allowed = [one for one in statements(resource, "assume_role_policy") if one.allows]
        if not allowed:
            yield "assume_role_policy lets nobody in."
        for one in allowed:
            if one.negations or one.actions != ("sts:AssumeRole",):
                yield f"{one} allows more than sts:AssumeRole."
            for principal in one.principals:
                if principal not in SERVICES:
                    yield f"{one} trusts {principal[1]}."


check = RoleTrust()
