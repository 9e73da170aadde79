from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.documents import statements
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import resource_faults
from uploader_policies.uploader import Uploader

STORES = (
    ("METADATA_TABLE", "aws_dynamodb_resource_policy", "resource_arn"),
    ("AUTH_SECRET_ID", "aws_secretsmanager_secret_policy", "secret_arn"),
)
"""What a function uses: the variable that names it, and the type of its policy with where that names it."""


class StoresNameReaders(UploaderPolicy):
    ID = "CKV2_IMG_66"
    NAME = "The table's and the secret's own policies let nobody else in"
    SEVERITY = "CRITICAL"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "Who may read the secret may upload in anybody's name; who may read the table knows who uploaded "
        "what. The functions' roles need no aws_dynamodb_resource_policy and no policy on the secret: if "
        "you add one, name principals of this account and their actions."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for variable, kind, path in STORES:
            for store in uploader.targets(resource, f"environment.variables.{variable}"):
                documents = uploader.sources(store, kind, path)
                for document in [*documents, *([store] if store.is_set("policy") else [])]:
                    for one in statements(document, "policy"):
                        yield from resource_faults(one, uploader)


check = StoresNameReaders()
