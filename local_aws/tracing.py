"""`trace` for a local stack: runs operations/trace_upload.py with the stack's clients and names."""

from __future__ import annotations

from local_aws.engine import Clients
from local_aws.stack import Stack
from operations.trace_upload import Deployment


def deployment(stack: Stack, name: str, clients: Clients | None = None) -> Deployment:
    """Return one mode of a stack as a deployment to trace, with these clients or the administrator's."""
    mode, clients = stack.modes[name], clients or Clients(stack.engine)
    return Deployment(
        bucket=mode.bucket,
        table=mode.table,
        queue_url=mode.dlq_url,
        functions=tuple(mode.functions.values()),
        s3=clients.s3,
        tables=clients.client("dynamodb"),
        logs=clients.logs,
        sqs=clients.sqs,
    )
