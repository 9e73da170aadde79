"""The interface of every local AWS engine, and AWS clients for it."""

from __future__ import annotations

import json
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import localstack_client.session
from botocore.config import Config

from local_aws.capabilities import Capability

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_dynamodb import DynamoDBServiceResource
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient
    from mypy_boto3_wafv2 import WAFV2Client

REGION = "eu-central-1"  # not the default of any engine, so that a hard-coded region fails
ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
"""Folder for all generated files; ignored by git."""


class LocalAwsError(Exception):
    """An error that the user can fix; the message says how."""


@dataclass(frozen=True)
class Engine:
    """A running local AWS engine, and the administrator's key of its only account.

    `ca_bundle` is a PEM file with the authority to trust, or None if the engine uses plain HTTP.
    """

    name: str
    endpoint_url: str
    ca_bundle: Path | None
    region: str
    access_key_id: str
    secret_access_key: str
    capabilities: frozenset[Capability]

    @property
    def host(self) -> str:
        """Host and port, as in a URL."""
        return self.endpoint_url.split("//", 1)[1]

    def trust(self) -> ssl.SSLContext:
        """Return a TLS context that trusts only this engine's authority."""
        return ssl.create_default_context(cafile=self.ca_bundle)

    def environment(self) -> dict[str, str]:
        """Return environment variables that connect any AWS program to this engine, as administrator."""
        variables = {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            # The user's files, which could name a profile, a role or another endpoint.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return variables | ({"AWS_CA_BUNDLE": str(self.ca_bundle)} if self.ca_bundle else {})

    def health(self) -> dict[str, Any] | None:
        """Return the engine's report on its services, or None if it does not answer yet."""
        try:
            opener = urllib.request.build_opener(
                urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.trust())
            )
            with opener.open(f"{self.endpoint_url}/_localstack/health", timeout=2) as answer:
                found = json.load(answer)
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None


class Clients:
    """AWS clients of one engine, for one set of credentials (the administrator's unless others are given).

    They come from localstack-client, which serves every engine on LocalStack's interface.
    """

    def __init__(self, engine: Engine, access_key_id: str = "", secret_access_key: str = "") -> None:
        self._engine = engine
        # The package reads the endpoint from the environment once, when a session is created.
        with _only_aws_variables(AWS_ENDPOINT_URL=engine.endpoint_url):
            self._session = localstack_client.session.Session(
                aws_access_key_id=access_key_id or engine.access_key_id,
                aws_secret_access_key=secret_access_key or engine.secret_access_key,
                region_name=engine.region,
            )
        # Its default is not to check certificates.
        self._session.common_protected_kwargs["verify"] = str(engine.ca_bundle) if engine.ca_bundle else True

    @property
    def _config(self) -> Config:
        return Config(
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path"},  # Python cannot resolve `bucket.localhost`
            proxies={},
        )

    def client(self, service: str) -> Any:
        """Return a client of any service; those below have types."""
        with _only_aws_variables():
            return self._session.client(service, config=self._config)

    @cached_property
    def s3(self) -> S3Client:
        """The S3 client."""
        client: S3Client = self.client("s3")
        return client

    @cached_property
    def sqs(self) -> SQSClient:
        """The SQS client."""
        client: SQSClient = self.client("sqs")
        return client

    @cached_property
    def sns(self) -> SNSClient:
        """The SNS client."""
        client: SNSClient = self.client("sns")
        return client

    @cached_property
    def functions(self) -> LambdaClient:
        """The Lambda client."""
        client: LambdaClient = self.client("lambda")
        return client

    @cached_property
    def secrets(self) -> SecretsManagerClient:
        """The Secrets Manager client."""
        client: SecretsManagerClient = self.client("secretsmanager")
        return client

    @cached_property
    def iam(self) -> IAMClient:
        """The IAM client."""
        client: IAMClient = self.client("iam")
        return client

    @cached_property
    def sts(self) -> STSClient:
        """The STS client."""
        client: STSClient = self.client("sts")
        return client

    @cached_property
    def logs(self) -> CloudWatchLogsClient:
        """The CloudWatch Logs client."""
        client: CloudWatchLogsClient = self.client("logs")
        return client

    @cached_property
    def waf(self) -> WAFV2Client:
        """The WAFv2 client."""
        client: WAFV2Client = self.client("wafv2")
        return client

    @cached_property
    def apigateway(self) -> APIGatewayClient:
        """The API Gateway client."""
        client: APIGatewayClient = self.client("apigateway")
        return client

    @cached_property
    def tables(self) -> DynamoDBServiceResource:
        """DynamoDB's tables, with Python values for attributes."""
        with _only_aws_variables():
            resource: DynamoDBServiceResource = self._session.resource("dynamodb", config=self._config)
        return resource


@contextmanager
def _only_aws_variables(**variables: str) -> Iterator[None]:
    """Hide the shell's AWS variables, because a profile or a CA bundle there would break the calls."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    files = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    with mock.patch.dict(os.environ, {**others, **files, **variables}, clear=True):
        yield
