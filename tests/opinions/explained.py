"""Why the engines disagree with Terraform: each difference once, by engine."""

from __future__ import annotations

from collections.abc import Mapping

from tests.opinions.campaign import Difference

PLANS: Mapping[str, Mapping[Difference, str]] = {
    "ministack": {},
    "localstack": {},
    "moto": {},
}
"""What a second plan shows although nothing changed, and why."""

FAILURES: Mapping[tuple[str, str], tuple[str, str]] = {}
"""By engine and step: a text that Terraform's error contains, and why the step fails there."""

LEFT: Mapping[tuple[str, str], str] = {}
"""By engine and the beginning of a name: why it stays behind after a destroy."""

OURS: Mapping[Difference, str] = {}
"""What two engines call wrong, so that it may be the module's: why it is not."""
