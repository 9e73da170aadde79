from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.documents import statements
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import resource_policy_problems
from uploader_policies.uploader import Uploader

STORES = (
    ("METADATA_TABLE", "aws_dynamodb_resource_policy", "resource_arn"),
    ("AUTH_SECRET_ID", "aws_secretsmanager_secret_policy", "secret_arn"),
)
"""Stores of a function: its environment variable, the type of the resource policy, its attribute."""


class TableAndSecretPolicies(UploaderPolicy):
    ID = "CKV2_IMG_66"
    NAME = "Resource policies of the table and the secret allow only this account"
    SEVERITY = "CRITICAL"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "A principal that can read the secret can upload in any user's name. One that can read the table "
        "sees which user uploaded which file. The functions' roles need no aws_dynamodb_resource_policy and "
        "no policy on the secret. If you add one, name principals of this account and their actions."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for variable, kind, path in STORES:
            for store in uploader.targets(resource, f"environment.variables.{variable}"):
                documents = uploader.sources(store, kind, path)
                for document in [*documents, *([store] if store.is_set("policy") else [])]:
                    for one in statements(document, "policy"):
                        yield from resource_policy_problems(one, uploader)


check = TableAndSecretPolicies()
