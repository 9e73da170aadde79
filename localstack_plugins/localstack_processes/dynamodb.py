"""LocalStack's plugin `dynamodb:moto`: stores tables in moto, or in a server that the user names.

LocalStack's own backend is Amazon's DynamoDB Local, a Java program that it downloads. Its licence forbids
redistribution. `PROVIDER_OVERRIDE_DYNAMODB=moto` turns on this plugin. moto is pure Python, and is part of
LocalStack.
"""

from __future__ import annotations

import os
from typing import Any

from localstack.aws.api.dynamodb import DynamodbApi
from localstack.aws.forwarder import HttpFallbackDispatcher
from localstack.services.moto import MotoFallbackDispatcher
from localstack.services.plugins import Service, aws_provider


class Tables(DynamodbApi):
    """Implements no operation, so that every operation goes to the backend."""

    service = "dynamodb"


def dispatcher(provider: Tables) -> Any:
    """Return the backend's URL: `DYNAMODB_SERVER_URL` if it is set, else moto in this process."""
    if url := os.environ.get("DYNAMODB_SERVER_URL"):
        return HttpFallbackDispatcher(provider, lambda _account, _region: url)
    return MotoFallbackDispatcher(provider)


@aws_provider(api="dynamodb", name="moto")
def moto() -> Service:
    """Return the service."""
    return Service.for_provider(Tables(), dispatch_table_factory=dispatcher)
