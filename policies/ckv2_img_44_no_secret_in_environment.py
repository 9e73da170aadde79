"""No secret is in a function's environment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import environment
from uploader_policies.values import Unknown

SECRETIVE = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY", re.IGNORECASE)
SECRET = re.compile(
    r"API_GW_AUTH_SECRET"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\."
    r"|://[^/\s:@]+:[^/\s@]+@"
)


class NoSecretInEnvironment(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_44"
    NAME = "No secret is in a function's environment"
    SEVERITY = "CRITICAL"
    CATEGORY = "SECRETS"
    KIND = "aws_lambda_function"
    PROMISE = "secret"
    GUIDELINE = (
        "Environment variables lie in the state, in plans, and before everybody who may look at "
        "the function. Give the function the name of a secret and let it read the value at run "
        "time."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        for name, value in environment(resource).items():
            if isinstance(value, Unknown):
                if SECRETIVE.search(name) and not name.endswith(("_ID", "_ARN", "_NAME", "_SECONDS")):
                    yield f"{name} may hold a secret: it is not known here."
                continue
            text = str(value)
            if SECRETIVE.search(name) and not name.endswith(("_ID", "_ARN", "_NAME", "_SECONDS")) and text:
                yield f"{name} sounds like a secret."
            elif SECRET.search(text):
                yield f"The value of {name} looks like a secret."


check = NoSecretInEnvironment()
