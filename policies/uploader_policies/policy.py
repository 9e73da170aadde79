"""The base class of all policies: it turns the problems that a policy finds into Checkov's result."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from uploader_policies.configuration import Resource
from uploader_policies.scans import find
from uploader_policies.uploader import Uploader
from uploader_policies.values import NotKnownError

undecided: list[tuple[str, str, str]] = []
"""Policy, resource and reason of each check that an HCL scan did not decide: Checkov does not record them."""


class UploaderPolicy(BaseResourceCheck):  # type: ignore[misc] # Checkov has no type information
    """A policy for the resources of an image uploader. Its result for all other resources is UNKNOWN.

    If a value is not known, an HCL scan returns UNKNOWN. A plan scan returns FAILED, because it is the last
    check before an apply.
    """

    ID: ClassVar[str]
    NAME: ClassVar[str]
    SEVERITY: ClassVar[str]
    CATEGORY: ClassVar[str]
    KIND: ClassVar[str]
    """The resource type that the policy checks."""
    PROMISE: ClassVar[str]
    """The promise that the policy enforces, as listed in docs/policy-coverage.md."""
    CONTROLS: ClassVar[tuple[str, ...]] = ()
    """Matching controls of AWS Foundational Security Best Practices (FSBP) or of the CIS benchmark."""
    GUIDELINE: ClassVar[str]
    """Why the policy exists, and how to fix a failure."""

    def __init__(self) -> None:
        super().__init__(
            name=self.NAME,
            id=self.ID,
            categories=[CheckCategories[self.CATEGORY]],
            supported_resources=[self.KIND],
            guideline=self.GUIDELINE,
        )
        self.severity = Severities[self.SEVERITY]
        self.benchmarks = {"AWS": list(self.CONTROLS)}

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002 - for others
        """Return whether the policy applies to this resource of type KIND. Raises NotKnownError."""
        return True

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:  # noqa: ARG002 - for others
        """Yield one sentence for each problem of the resource. Raises NotKnownError."""
        yield from self.own_problems(resource)

    def own_problems(self, resource: Resource) -> Iterator[str]:
        """Yield problems like `problems`, for a policy that needs no other resource. Raises NotKnownError."""
        raise NotImplementedError

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Check the resource of Checkov's `conf`; UNKNOWN if the scan did not read it."""
        found = find(self.graph, self.entity_path, conf)
        return CheckResult.UNKNOWN if found is None else self.check_resource(found.resource, found.uploader)

    def check_resource(self, resource: Resource, uploader: Uploader) -> CheckResult:
        """Check one resource; UNKNOWN if it is not the uploader's, or if HCL does not decide it."""
        self.details = []
        if resource not in uploader:
            return CheckResult.UNKNOWN
        try:
            if not self.applies_to(resource, uploader):
                return CheckResult.UNKNOWN
            for problem in self.problems(resource, uploader):
                self.details.append(problem)
            if not resource.certain:
                raise NotKnownError(f"whether {resource.address} exists")
        except NotKnownError as missing:
            if uploader.form == "plan":
                self.details.append(f"Not known until apply: {missing}. Compute it from names instead.")
            elif not self.details:
                undecided.append((self.ID, resource.address, str(missing)))
                return CheckResult.UNKNOWN
        except Exception:
            # Checkov would turn the exception into UNKNOWN and report nothing.
            logging.exception("%s cannot check %s", self.ID, resource.address)
            self.details.append("The policy itself failed: see the log.")
        _record_that_a_policy_ran()
        return CheckResult.FAILED if self.details else CheckResult.PASSED


def _record_that_a_policy_ran() -> None:
    """Create the file that tells check.sh that a policy ran: Checkov's report has no fixed place."""
    if note := os.environ.get("IMAGE_UPLOADER_JUDGED"):
        Path(note).touch()
