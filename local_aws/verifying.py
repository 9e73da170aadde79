"""`verify` for a local stack: operations/verify_deployment.py without checks that engines cannot pass."""

from __future__ import annotations

from collections.abc import Iterator

from local_aws.capabilities import Capability
from local_aws.engine import Clients
from local_aws.stack import Stack
from operations.verify_deployment import Deployment, Result, sender, verify

ORIGIN = "https://app.example.com"  # one of those in local_aws/root
NEEDS = {
    "anonymous reading": Capability.IAM,
    "plain HTTP": Capability.TLS,
    "TLS versions": Capability.TLS,
    "expired URL": Capability.SIGNATURES,
}
"""The capability that a check needs. All other checks run on every engine."""


def deployment(stack: Stack, name: str, expiry_wait: float = 0) -> Deployment:
    """Return one mode of a stack as a deployment to verify."""
    engine, mode, clients = stack.engine, stack.modes[name], Clients(stack.engine)
    return Deployment(
        api_url=mode.api_url,
        bucket=mode.bucket,
        table=mode.table,
        secret=mode.auth_secret,
        s3=clients.s3,
        tables=clients.client("dynamodb"),
        apigateway=clients.apigateway,
        wafv2=clients.waf,
        send=sender(engine.trust()),
        trust=engine.trust(),
        scanner=None if name == "plain" else name,
        waf="stored" if mode.web_acl_arn else "none",
        origin=ORIGIN,
        expiry_wait=expiry_wait,
        lacks={
            **{
                check: f"{engine.name} lacks it: {needed}."
                for check, needed in NEEDS.items()
                if needed not in engine.capabilities
            },
            "API Gateway's log role": f"{engine.name} writes no access logs and needs no such role.",
        },
    )


def modes(stack: Stack, expiry_wait: float, *, names: bool) -> Iterator[tuple[str, list[Result]]]:
    """Verify each mode of a stack."""
    for name in stack.modes:
        yield name, list(verify(deployment(stack, name, expiry_wait), names=names))
