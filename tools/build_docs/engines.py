"""The table of engines and their capabilities."""

from __future__ import annotations

from local_aws.capabilities import CAPABILITIES, Capability
from tools.build_docs import tables

ENGINES = {"ministack": "MiniStack", "localstack": "LocalStack"}


def table() -> str:
    """Return a row for each capability, with a column for each engine that runs uploads."""
    rows = (
        (capability.value, *("yes" if capability in CAPABILITIES[name] else "no" for name in ENGINES))
        for capability in Capability
    )
    return tables.table(("the engine", *ENGINES.values()), rows)
