"""Applies, plans, updates and destroys the module on one engine, and records what goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from local_aws import emulator
from local_aws import stack as stacks
from local_aws.engine import Clients, Engine
from local_aws.stack import Report
from local_aws.terraform import TerraformError

type Difference = tuple[str, str]
"""A resource's type, and the attribute that a plan would change although nothing changed."""

# Terraform merges this into the root: one input of each kind that a person may change after an apply.
UPDATE = """
module "%s" {
  lambda_upload_presigned_url_expiration_time_s = 600
  cors_allowed_origins                          = ["https://new.example.com"]
  log_retention_days                            = 3
  processing_memory_mb                          = 1024
  throttling                                    = { rate_limit = 7, burst_limit = 9 }
  tags                                          = { Purpose = "opinions" }
}
"""

# How to list all resources of a kind: service, operation, arguments, the field with the list, and the field
# with an entry's name (None: the entry is the name).
LISTS: Mapping[str, tuple[str, str, Mapping[str, Any], str, str | None]] = {
    "bucket": ("s3", "list_buckets", {}, "Buckets", "Name"),
    "queue": ("sqs", "list_queues", {}, "QueueUrls", None),
    "topic": ("sns", "list_topics", {}, "Topics", "TopicArn"),
    "function": ("lambda", "list_functions", {}, "Functions", "FunctionName"),
    "layer": ("lambda", "list_layers", {}, "Layers", "LayerName"),
    "event source mapping": ("lambda", "list_event_source_mappings", {}, "EventSourceMappings", "UUID"),
    "log group": ("logs", "describe_log_groups", {}, "logGroups", "logGroupName"),
    "table": ("dynamodb", "list_tables", {}, "TableNames", None),
    "API": ("apigateway", "get_rest_apis", {}, "items", "name"),
    "domain name": ("apigateway", "get_domain_names", {}, "items", "domainName"),
    "role": ("iam", "list_roles", {}, "Roles", "RoleName"),
    "alarm": ("cloudwatch", "describe_alarms", {}, "MetricAlarms", "AlarmName"),
    "certificate": ("acm", "list_certificates", {}, "CertificateSummaryList", "DomainName"),
    "web ACL": ("wafv2", "list_web_acls", {"Scope": "REGIONAL"}, "WebACLs", "Name"),
}


@dataclass(frozen=True)
class Opinion:
    """The result of one engine.

    Attributes:
        engine: its name.
        resources: the number of resources in the state after the apply.
        seconds: the duration of each step.
        differences: what each plan would change, although nothing changed.
        problems: Terraform's error output of each failed step.
        left: resources that exist after the destroy and did not before the apply.
    """

    engine: str
    resources: int
    seconds: Mapping[str, float]
    differences: Mapping[str, frozenset[Difference]]
    problems: Mapping[str, str]
    left: frozenset[str]

    def as_json(self) -> dict[str, Any]:
        """Return the opinion as JSON values; `of` reads them."""
        differences = {step: sorted(each) for step, each in self.differences.items()}
        return {**vars(self), "differences": differences, "left": sorted(self.left)}

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """Return the opinion from the values of `as_json`."""
        differences = {
            step: frozenset((kind, attribute) for kind, attribute in each)
            for step, each in written["differences"].items()
        }
        return cls(**{**written, "differences": differences, "left": frozenset(written["left"])})


def ask(name: str, folder: Path, report: Report) -> Opinion:
    """Start an engine; apply, plan, update, plan and destroy the whole root on it."""
    with emulator.running(folder, name) as engine:
        before = existing(engine)
        seconds: dict[str, float] = {}
        problems: dict[str, str] = {}
        differences: dict[str, frozenset[Difference]] = {}

        def step[T](what: str, do: Callable[[], T]) -> T | None:
            report(f"{name}: {what}", None)
            started = time.monotonic()
            try:
                return do()
            except TerraformError as error:
                problems[what] = str(error)
                return None
            finally:
                seconds[what] = time.monotonic() - started

        resources = 0
        if deployed := step("apply", lambda: stacks.deploy(engine, folder)):
            terraform = deployed.terraform
            resources = sum(1 for _ in managed(terraform.show()["values"]["root_module"]))
            if plan := step("plan", terraform.plan):
                differences["plan"] = changes(plan)
            override = folder / "work/local_aws/root/update_override.tf"
            override.write_text("".join(UPDATE % mode for mode in deployed.modes))
            step("update in place", terraform.apply)
            if "update in place" not in problems and (plan := step("plan after it", terraform.plan)):
                differences["plan after it"] = changes(plan)
            step("destroy", terraform.destroy)
        return Opinion(name, resources, seconds, differences, problems, existing(engine) - before)


def managed(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every managed resource of a state, without data sources."""
    yield from (each for each in module.get("resources", []) if each["mode"] == "managed")
    for child in module.get("child_modules", []):
        yield from managed(child)


def changes(plan: Mapping[str, Any]) -> frozenset[Difference]:
    """Return the attributes that a plan would change, including those of replaced resources."""
    found = set()
    for resource in plan["resource_changes"]:
        change = resource["change"]
        if change["actions"] in (["no-op"], ["read"]):
            continue
        old, new, unknown = change["before"] or {}, change["after"] or {}, change["after_unknown"]
        names = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        names |= {key for key, value in unknown.items() if value is True}
        found |= {(resource["type"], key) for key in names}
    return frozenset(found)


def existing(engine: Engine) -> frozenset[str]:
    """Return all resources that the engine lists, as `KIND NAME`."""
    clients, found = Clients(engine), set()
    for kind, (service, operation, arguments, field, key) in LISTS.items():
        with suppress(BotoCoreError, ClientError):  # an engine without this service
            for entry in getattr(clients.client(service), operation)(**arguments).get(field) or []:
                found.add(f"{kind} {entry if key is None else entry[key]}")
    return frozenset(found)
