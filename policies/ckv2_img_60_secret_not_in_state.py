from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader, environment


class SecretNotInState(UploaderPolicy):
    ID = "CKV2_IMG_60"
    NAME = "The auth secret's value is not in Terraform's state or plan"
    SEVERITY = "CRITICAL"
    CATEGORY = "SECRETS"
    KIND = "aws_lambda_function"
    PROMISE = "secret"
    GUIDELINE = (
        "A state file is stored in a bucket, on laptops and in CI. Write the secret's value with the AWS "
        "console or CLI. Create neither an aws_secretsmanager_secret_version with secret_string nor a data "
        "source of it."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return "AUTH_SECRET_ID" in environment(resource)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        secrets = uploader.targets(resource, "environment.variables.AUTH_SECRET_ID")
        name = str(environment(resource).get("AUTH_SECRET_ID", ""))
        for kind in ("aws_secretsmanager_secret_version", "data.aws_secretsmanager_secret_version"):
            for version in uploader.configuration.all(kind):
                ours = set(uploader.targets(version, "secret_id")) & set(secrets)
                named_so = name_in("aws_secretsmanager_secret", str(version.raw("secret_id"))) == name
                if (ours or (name and named_so)) and (
                    kind.startswith("data.") or version.is_set("secret_string")
                ):
                    yield f"{version.address} writes the secret's value into the state."


check = SecretNotInState()
