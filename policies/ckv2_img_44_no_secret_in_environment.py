from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import VARIABLES, environment
from uploader_policies.values import NotKnownError, Unknown, as_list

SECRETIVE = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY", re.IGNORECASE)
SECRET = re.compile(
    r"API_GW_AUTH_SECRET"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\."
    r"|://[^/\s:@]+:[^/\s@]+@"
)


def _sensitive(function: Resource, names: Iterable[str]) -> Iterator[str]:
    """Yield the variables that a plan marks as sensitive."""
    marks = function.sensitive.get("environment") if isinstance(function.sensitive, Mapping) else None
    for block in as_list(marks):
        variables = block.get("variables") if isinstance(block, Mapping) else block
        yield from (
            name
            for name in names
            if variables is True or (isinstance(variables, Mapping) and variables.get(name) is True)
        )


class NoSecretInEnvironment(UploaderPolicy):
    ID = "CKV2_IMG_44"
    NAME = "No secret is in a function's environment"
    SEVERITY = "CRITICAL"
    CATEGORY = "SECRETS"
    KIND = "aws_lambda_function"
    PROMISE = "secret"
    GUIDELINE = (
        "Environment variables are in the state, in plans, and visible to everyone who may read the "
        "function's configuration. Set the name of a secret, and let the function read its value at run "
        "time."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        variables = environment(resource)
        for name in _sensitive(resource, variables):
            yield f"The value of {name} is sensitive in the plan."
        for name, value in variables.items():
            secretive = SECRETIVE.search(name) and not name.endswith(("_ID", "_ARN", "_NAME", "_SECONDS"))
            if isinstance(value, Unknown):
                if secretive:
                    yield f"{name} may be a secret: its value is not known."
                elif name not in VARIABLES:
                    raise NotKnownError(f"{resource.address}.environment.{name}")
            elif secretive and str(value):
                yield f"{name} has the name of a secret."
            elif SECRET.search(str(value)):
                yield f"The value of {name} looks like a secret."


check = NoSecretInEnvironment()
