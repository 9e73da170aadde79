"""Inputs of the module that differ from their defaults because of the engine, each with its reason.

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
    """One input of the module that the engine requires, and why."""

    name: str
    value: str | bool | None
    reason: str


def overrides(engine: Engine) -> list[Override]:
    """Return the overrides for `engine` on this machine, one for every field of the root's `overrides`."""
    has = engine.capabilities
    return [
        Override("enable_waf", Capability.WAF in has, "LocalStack's free edition has no WAFv2."),
        Override("waf_logging", Capability.WAF_LOGS in has, "Not every engine has logs of a web ACL."),
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
        Override("pillow_layer_zip", own_layer(), "Only if this machine is not one of Lambda's platforms."),
    ]


def architecture() -> str:
    """Return this machine's processor as a value of `architecture`: `arm64` or `x86_64`."""
    return "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"


def own_layer() -> str | None:
    """Return the path of a layer built for this machine, or None if a committed layer runs here."""
    layer, *_ = host_layers()
    return None if layer.is_relative_to(ROOT / "module") else str(layer)
