"""What all policies have in common, and how a judgement becomes Checkov's result."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from uploader_policies.estate import Resource
from uploader_policies.scans import find
from uploader_policies.uploader import Uploader
from uploader_policies.values import NotKnownError

undecided: list[tuple[str, str, str]] = []
"""What HCL scans could not decide, since Checkov keeps no record of it: policy, resource and reason."""


class UploaderPolicy(BaseResourceCheck):  # type: ignore[misc] # Checkov has no type information
    """A policy for resources of an image uploader; about all others it says nothing.

    A scan of HCL leaves open what it cannot know. A plan is the last word before an apply: what it does not
    know there has failed.
    """

    ID: ClassVar[str]
    NAME: ClassVar[str]
    SEVERITY: ClassVar[str]
    CATEGORY: ClassVar[str]
    KIND: ClassVar[str]
    """The resource type that is judged."""
    PROMISE: ClassVar[str]
    """The promise it holds, as docs/policy-coverage.md lists them."""
    CONTROLS: ClassVar[tuple[str, ...]] = ()
    """Controls of AWS's that it serves: of Foundational Security Best Practices, or of CIS's benchmark."""
    GUIDELINE: ClassVar[str]
    """Why, and what to do."""

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

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002 - for others
        """Tell whether the policy is about this resource, and not only its type. Raises NotKnownError."""
        return True

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:  # noqa: ARG002 - for others
        """Yield what is wrong with a resource, in sentences. Raises NotKnownError."""
        yield from self.own_faults(resource)

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong with a resource, where nothing around it matters. Raises NotKnownError."""
        raise NotImplementedError

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """Judge one resource for Checkov; UNKNOWN is for what is none of our business, or not known yet."""
        found = find(self.graph, self.entity_path, conf)
        if found is None or found.resource not in found.uploader:
            return CheckResult.UNKNOWN
        resource, uploader = found.resource, found.uploader
        self.details = []
        try:
            if not self.concerns(resource, uploader):
                return CheckResult.UNKNOWN
            for fault in self.faults(resource, uploader):
                self.details.append(fault)
            if not resource.certain:
                raise NotKnownError(f"whether {resource.address} exists")
        except NotKnownError as missing:
            if uploader.form == "plan":
                self.details.append(f"Not known before the apply: {missing}. Compute it from names instead.")
            elif not self.details:
                undecided.append((self.ID, resource.address, str(missing)))
                return CheckResult.UNKNOWN
        except Exception:
            # Checkov would take it for unknown, and say nothing.
            logging.exception("%s cannot judge %s", self.ID, resource.address)
            self.details.append("The policy itself failed: see the log.")
        _note_judged()
        return CheckResult.FAILED if self.details else CheckResult.PASSED


def _note_judged() -> None:
    """Tell check.sh that there was something to judge: Checkov has many forms of report, in many places."""
    if note := os.environ.get("IMAGE_UPLOADER_JUDGED"):
        Path(note).touch()
