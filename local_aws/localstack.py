"""A LocalStack that someone else runs, behind the same interface as the embedded emulator.

Its free edition has no WAFv2 and does not enforce IAM; both are found out by asking it, not by its version.
"""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.emulator import REGION
from local_aws.engine import Clients, Engine, LocalAwsError

ENDPOINT = "http://localhost:4566"  # as in docker-compose.yml


def connect(endpoint_url: str = ENDPOINT) -> Engine:
    """Return the engine at `endpoint_url`; raises LocalAwsError, which says what to do, if none answers."""
    engine = Engine(
        name="localstack",
        endpoint_url=endpoint_url,
        ca_bundle=None,
        region=REGION,
        access_key_id="test",
        secret_access_key="test",  # noqa: S106 - the emulator's fixed key
        has_waf=False,
        enforces_iam=False,
    )
    if engine.health() is None:
        raise LocalAwsError(
            f"No LocalStack answers at {endpoint_url}. Start it with `docker compose up --wait`, "
            "or leave out --emulator=localstack to use the embedded emulator, which needs no Docker."
        )
    return Engine(**{**vars(engine), "has_waf": _has_waf(Clients(engine))})


def gaps(engine: Engine) -> list[str]:
    """Return sentences about what this engine leaves out."""
    sentences = []
    if not engine.has_waf:
        sentences.append("This LocalStack has no WAFv2 (it needs a licence): deploying without the web ACL.")
    if not engine.enforces_iam:
        sentences.append("IAM and signatures are not enforced here: tests that need that are skipped.")
    return sentences


def _has_waf(clients: Clients) -> bool:
    try:
        clients.waf.list_web_acls(Scope="REGIONAL")
    except (BotoCoreError, ClientError):
        return False
    return True
