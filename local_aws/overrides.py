"""What the local stack sets otherwise than the module's defaults because of its engine, each with the reason.

The only list of its kind: everything else is deployed as a consumer would.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

from local_aws.capabilities import Capability
from local_aws.engine import ROOT, Engine
from tools.build_packages.packages import host_layers


@dataclass(frozen=True)
class Override:
    """One input of the module that the engine forces, and why."""

    name: str
    value: str | bool | None
    reason: str


def overrides(engine: Engine) -> list[Override]:
    """Return the overrides for `engine` on this machine, one for every field of the root's `overrides`."""
    has = engine.capabilities
    return [
        Override("enable_waf", Capability.WAF in has, "LocalStack's free edition has no WAFv2."),
        Override(
            "waf_logging", Capability.WAF_LOGS in has, "Not every engine can log what a web ACL blocks."
        ),
        Override(
            "enforce_write_once",
            Capability.WRITE_ONCE_CONDITION in has,
            "The engines never set the condition key s3:if-none-match, so that the deny on its absence would "
            "refuse every upload. The header is signed all the same, and a second PUT gets 412.",
        ),
        Override(
            "send_upload_events",
            Capability.TABLE_STREAMS in has,
            "LocalStack's tables are kept by another server, whose changes it does not see.",
        ),
        Override("architecture", architecture(), "The functions run on this machine's own processor."),
        Override("pillow_layer_zip", own_layer(), "Only where this machine is none of Lambda's platforms."),
    ]


def architecture() -> str:
    """Return Lambda's word for this machine's processor."""
    return "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"


def own_layer() -> str | None:
    """Return the path of a layer made for this machine, or None where the committed ones run."""
    layer, *_ = host_layers()
    return None if layer.is_relative_to(ROOT / "module") else str(layer)
