"""LocalStack as an engine: started by this program, or already running elsewhere."""

from __future__ import annotations

import os

from botocore.exceptions import BotoCoreError, ClientError

from local_aws import processes
from local_aws.capabilities import CAPABILITIES, Capability
from local_aws.engine import REGION, ROOT, Clients, Engine, LocalAwsError
from local_aws.launching import Launch, Program

PYTHON = ROOT / ".nox/localstack/bin/python"
FUNCTIONS_PYTHON = ROOT / ".nox/functions/bin/python"
TABLES_ELSEWHERE = "DYNAMODB_SERVER_URL"
"""Environment variable: URL of a DynamoDB server, such as DynamoDB Local. If unset, moto is used."""
ENDPOINT = "http://localhost:4566"  # as in docker-compose.yml


def program(launch: Launch) -> Program:
    """Return the program that serves on the socket, with the plugins of `localstack_plugins/`."""
    both = launch.folder / "server-and-key.pem"
    both.touch(mode=0o600)
    both.write_bytes(launch.key.read_bytes() + launch.certificate.read_bytes())
    variables = {
        "GATEWAY_LISTEN": f"127.0.0.1:{launch.port}",
        "GATEWAY_SERVER": "handed-on",
        "GATEWAY_SOCKET": str(launch.socket),
        "LOCALSTACK_HOST": launch.engine.host,
        "CUSTOM_SSL_CERT_PATH": str(both),
        "FILESYSTEM_ROOT": str(launch.folder / "localstack"),
        "LAMBDA_PROCESS_PYTHON": str(FUNCTIONS_PYTHON),
        "LAMBDA_PROCESS_ENDPOINT_URL": launch.engine.endpoint_url,
        "LAMBDA_PROCESS_VARIABLES": f"AWS_CA_BUNDLE {processes.MARK}",
        # Turns off calls to the vendor, and servers that are not needed.
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DNS_ADDRESS": "0",
        # AWS waits minutes before it runs a failed event again, and LocalStack a minute.
        "LAMBDA_RETRY_BASE_DELAY": "1",
        "LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC": "1",
    }
    if url := os.environ.get(TABLES_ELSEWHERE):
        variables[TABLES_ELSEWHERE] = url
    return Program(PYTHON, (str(ROOT / "local_aws/serve_localstack.py"),), variables)


def connect(endpoint_url: str = ENDPOINT) -> Engine:
    """Return the engine at `endpoint_url`; raises LocalAwsError, which says what to do, if none answers."""
    engine = Engine(
        name="localstack",
        endpoint_url=endpoint_url,
        ca_bundle=None,
        region=REGION,
        access_key_id="test",
        secret_access_key="test",  # noqa: S106 - the emulator's fixed key
        capabilities=CAPABILITIES["localstack"] - {Capability.TLS},
    )
    if engine.health() is None:
        raise LocalAwsError(
            f"No LocalStack answers at {endpoint_url}. Start it with `docker compose up --wait`, "
            "or leave out --endpoint to use one that is started here and needs no Docker."
        )
    return Engine(**{**vars(engine), "capabilities": engine.capabilities | _licensed(Clients(engine))})


def _licensed(clients: Clients) -> set[Capability]:
    """Return the capabilities that this LocalStack has through a licence."""
    try:
        clients.waf.list_web_acls(Scope="REGIONAL")
    except (BotoCoreError, ClientError):
        return set()
    return {Capability.WAF}
