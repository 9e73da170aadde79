"""Scans all mutants, records which policies caught each, and writes the report."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from tests.policies import plans, scans
from tests.policies.mutation import mutants
from tests.policies.mutation.harmless import HARMLESS
from tests.policies.mutation.not_promised import NOT_ADDED, NOT_PROMISED
from tests.policies.mutation.reasons import reason
from tests.policies.places import EXAMPLES_PLAN, MODULE_PLAN, REPORTS

PROCESSES = 2

# Only the plan of the example `complete` has a customer managed key, because the key is an option. In that
# plan, only mutants around the key are scanned: of the encryption, and of the rights to use the key.
AROUND_THE_KEY = {
    *("aws_kms_key", "aws_sns_topic", "aws_sns_topic_policy", "aws_secretsmanager_secret"),
    *("aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration", "aws_dynamodb_table"),
    *("aws_lambda_function", "aws_iam_role", "aws_iam_role_policy", "aws_cloudwatch_metric_alarm"),
    *("aws_sqs_queue", "aws_lambda_function_event_invoke_config", "aws_lambda_event_source_mapping"),
    "aws_cloudwatch_log_group",
    *("aws_lambda_permission", "aws_api_gateway_rest_api", "aws_api_gateway_stage", "aws_wafv2_web_acl"),
    *("aws_wafv2_web_acl_association", "aws_wafv2_web_acl_logging_configuration"),
}
ABOUT_THE_KEY = (
    "kms_",
    "aws_kms_key",
    "aws_secretsmanager_secret.",
    "aws_sns_topic.",
    "aws_sns_topic_policy",
    "UseKey",
    "Encrypt",
    "Decrypt",
)


@dataclass(frozen=True)
class Outcome:
    """The result of one mutant's scan.

    Attributes:
        mutant: the mutant.
        caught_by: ids of the policies that fail on the mutant but not on the plan itself. A policy that
            raised an error has `!` after its id.
        of_the_module: whether the mutant is of the module's plan; else it is of the example's.
    """

    mutant: mutants.Mutant
    caught_by: tuple[str, ...]
    of_the_module: bool


_shared: list[mutants.Mutant] = []


def module_mutants() -> list[mutants.Mutant]:
    """Return the mutants of all the module's modes; mutants that are the same in several modes once."""
    found: dict[str, mutants.Mutant] = {}
    for instance in plans.instances(MODULE_PLAN):
        mode = instance.split('"')[1]
        for mutant in mutants.mutants(plans.read(MODULE_PLAN, instance)):
            if reason(NOT_PROMISED, mutant.attribute) is None:
                key = f"{mutant.name} {mutant.fingerprint}".replace(mode, "MODE")
                found.setdefault(key, mutant)
    return list(found.values())


def scan_all() -> list[Outcome]:
    """Scan every mutant of the module's plan, then those around the key in the example's plan."""
    key_plan = plans.only(plans.read(EXAMPLES_PLAN, "module.complete"), AROUND_THE_KEY)
    of_the_key = [
        mutant
        for mutant in mutants.mutants(key_plan)
        if any(part in mutant.name for part in ABOUT_THE_KEY)
        and reason(NOT_PROMISED, mutant.attribute) is None
    ]
    of_the_module = module_mutants()
    caught = in_processes(_caught, of_the_module)
    # This part of the example is not a whole uploader, so some policies fail on it without any change.
    before = dict(scans.scan_in_memory(key_plan).failed)
    caught_at_the_key = in_processes(partial(_caught, before=before), of_the_key)
    return [
        *map(partial(Outcome, of_the_module=True), of_the_module, caught),
        *map(partial(Outcome, of_the_module=False), of_the_key, caught_at_the_key),
    ]


def in_processes[T](work: Callable[[mutants.Mutant], T], found: Sequence[mutants.Mutant]) -> list[T]:
    """Call `work`, a module-level function, for each mutant in forked processes; return the results.

    A fork inherits the imported Checkov and the mutants, so neither is loaded or sent again.
    """
    _shared[:] = found
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        numbers = range(len(found))
        return pool.map(partial(_work_at, work), numbers, chunksize=max(1, min(8, len(found) // 8)))


def _work_at[T](work: Callable[[mutants.Mutant], T], number: int) -> T:
    return work(_shared[number])


def _caught(mutant: mutants.Mutant, before: Mapping[str, set[str]] = MappingProxyType({})) -> tuple[str, ...]:
    """Return the policies that fail for the mutant, and for resources that did not fail before."""
    result = scans.scan_in_memory(mutant.make())
    caught = {policy for policy, found in result.failed.items() if found - before.get(policy, set())}
    broken = {policy for (policy, _), said in result.details.items() if "itself failed" in " ".join(said)}
    return tuple(f"{policy}!" if policy in broken else policy for policy in sorted(caught))


def write_report(found: list[Outcome]) -> None:
    """Write `mutants.txt` into the reports' folder, for people and for CI."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    survivors = [one.mutant.name for one in found if not one.caught_by]
    by_policy = Counter(policy for one in found for policy in one.caught_by)
    lines = [f"{len(found)} mutants, {len(found) - len(survivors)} caught, {len(survivors)} harmless", ""]
    lines += [f"{policy}: {number}" for policy, number in by_policy.most_common()]
    for said in (*HARMLESS, None):
        named = [name for name in survivors if reason(HARMLESS, name) == said]
        lines += ["", f"Harmless: {said}" if said else "Unexplained:", *(f"  {name}" for name in named)]
    lines += ["", "Not weakened, since no promise is about them:"]
    for said, patterns in NOT_PROMISED.items():
        lines += [f"  {said}", *(f"    {pattern}" for pattern in patterns)]
    lines += ["", "Not added, by the argument that would name a part of the uploader:"]
    for said, patterns in NOT_ADDED.items():
        lines += [f"  {said}", *(f"    {pattern}" for pattern in patterns)]
    lines += ["", "Caught:"]
    lines += [f"  {one.mutant.name}  <- {', '.join(one.caught_by)}" for one in found if one.caught_by]
    (REPORTS / "mutants.txt").write_text("\n".join(lines) + "\n")
