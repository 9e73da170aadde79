"""The table of costs adds up, and counts what the module deploys."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from metrics import KINDS, line_of

from local_aws.engine import ROOT
from tools.build_docs import costs


def numbers(row: str) -> list[float]:
    """Return the numbers of a row's cells."""
    return [float(cell.replace(",", "")) for cell in row.split("|")[2:-1]]


def test_every_column_adds_up() -> None:
    heads, _, *rows = costs.table().split("\n\n")[0].splitlines()
    assert heads.count("uploads |") == len(costs.VOLUMES)
    *parts, total, _, _, _, _, _ = [numbers(row) for row in rows]
    for column, sum_ in enumerate(total):
        assert sum(part[column] for part in parts) == pytest.approx(sum_, abs=0.005 * len(parts))


def test_a_million_uploads_cost_what_one_costs_a_million_times(monkeypatch: pytest.MonkeyPatch) -> None:
    charge = replace(costs.CHARGES[0], service="Only", monthly=2, each=3 / costs.MILLION)
    monkeypatch.setattr(costs, "CHARGES", (charge,))
    (row,) = [line for line in costs.table().splitlines() if line.startswith("| [Only]")]
    assert dict(zip(costs.VOLUMES, numbers(row), strict=True))[1_000_000] == 5


def test_metrics_that_are_paid_for_are_the_functions() -> None:
    assert costs.METRICS_THAT_OCCUR.keys() <= KINDS.keys()
    lines = [
        line_of({}, "prod-acme-uploads", {"UrlsIssued": 1}, {}),
        line_of(
            {},
            "prod-acme-uploads",
            dict.fromkeys(("Verdicts", "UploadBytes", "UploadToVerdict", "ThumbnailTime"), 100_000)
            | {"ThumbnailPeakMemory": 50_000_000},
            {"Status": "processed"},
        ),
    ]
    assert sum(map(len, lines)) / 1000 == pytest.approx(costs.METRICS_KILOBYTES, abs=0.1)


def test_the_secret_is_read_once_a_minute_at_most() -> None:
    readings_in_a_month = 30 * 24 * 60
    most = costs.SECRET_MONTHLY + readings_in_a_month * 0.05 / 10_000
    assert costs.secret_dollars(10_000_000) == pytest.approx(most)


def test_a_trace_a_second_is_kept_and_a_twentieth_of_more() -> None:
    seconds_in_a_month = 30 * 24 * 3600
    assert costs.traces_dollars(1_000_000) == pytest.approx(2 * 5.00)
    more = costs.traces_dollars(seconds_in_a_month + 1_000_000) - costs.traces_dollars(seconds_in_a_month)
    assert more == pytest.approx(2 * 5.00 / 20)


def test_the_rules_and_alarms_that_are_paid_for_are_the_modules() -> None:
    waf = (ROOT / "module/waf.tf").read_text()
    groups = len(re.findall(r'group = "AWSManagedRules', waf)) - 1  # Bot Control is an option
    rules = (
        groups + len(re.findall(r"^  rule \{", waf, re.MULTILINE)) + 1
    )  # one rate limit, unless there are options
    (web_acl,) = [charge for charge in costs.CHARGES if charge.service == "AWS WAF"]
    assert web_acl.monthly == 5 + rules
    monitoring = (ROOT / "module/monitoring.tf").read_text()
    pending = monitoring.partition("{ for alarm, values in {")[2].partition("if local.records_pending")[0]
    alarms = len(re.findall(r'\bmetric += "', pending))
    assert costs.PENDING_UPLOADS.monthly == pytest.approx(alarms * 0.10 + 2 * 0.30, abs=0.01)
    metrics = len(re.findall(r'\bmetric += "|\b(?:requests|refused) += "', monitoring)) - alarms
    events = len(re.findall(r"^      events-", monitoring, re.MULTILINE))
    assert costs.UPLOAD_EVENTS.monthly == pytest.approx(events * 0.10)
    scans = len(re.findall(r"^      scans?-", monitoring, re.MULTILINE))
    assert costs.GUARDDUTY.monthly == pytest.approx(scans * 0.10)
    options = r"^      (?:upload-status|scans?(?:-results|-tags|-plan)?|events)-"
    metrics -= len(re.findall(options, monitoring, re.MULTILINE))
    (cloudwatch,) = [charge for charge in costs.CHARGES if charge.service == "CloudWatch"]
    assert cloudwatch.monthly == pytest.approx(metrics * 0.10)
