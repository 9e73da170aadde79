"""The policies ignore infrastructure outside the uploader, even if it has all that they forbid."""

from __future__ import annotations

import json
from pathlib import Path

from tests.policies import scans
from tests.policies.kept import kept_plan
from tests.policies.places import UNRELATED

UPLOADERS = "module.uploader."  # an uploader that one of the folders has beside its own resources


def test_policies_raise_no_false_alarm_in_hcl() -> None:
    result = scans.scan_hcl(UNRELATED)
    assert result.report.parsing_errors == []
    alarms = {address for found in result.failed.values() for address in found}
    assert {address for address in alarms if not address.startswith(UPLOADERS)} == set()
    # The policies still check the uploader among the other resources.
    assert alarms


def test_policies_raise_no_false_alarm_in_a_plan(plan_file: Path) -> None:
    plan_file.write_text(json.dumps(kept_plan(UNRELATED)))
    result = scans.scan_plan(plan_file)
    assert result.report.parsing_errors == []
    alarms = {address for found in result.failed.values() for address in found}
    assert {address for address in alarms if f".{UPLOADERS}" not in address} == set()
    assert alarms


def test_checkovs_own_catalogue_does_raise_alarms_there() -> None:
    result = scans.scan_hcl(UNRELATED, checks=())
    loud = {record.file_path.split("/")[1] for record in result.report.failed_checks}
    assert loud >= {folder.name for folder in UNRELATED.iterdir()}
