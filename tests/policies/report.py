"""Writes the scans' results into `.local/policies/`: a table for people, SARIF and JUnit for CI."""

from __future__ import annotations

import json
from collections.abc import Mapping

from checkov.common.output.report import Report
from checkov.common.output.sarif import Sarif

from tests.policies.places import REPORTS
from tests.policies.scans import Result
from tests.policies.skips import skips
from tools.build_docs.catalogue import policies


def write_reports(results: Mapping[str, Result]) -> str:
    """Write table, SARIF and JUnit of some scans by name; return the table."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    table = "\n".join(_table(results)) + "\n"
    (REPORTS / "table.txt").write_text(table)
    reports = [_without_skipped(result.report) for result in results.values()]
    (REPORTS / "checkov.sarif").write_text(json.dumps(Sarif(reports=reports, tool="").json, indent=1))
    suites = [report.get_test_suite() for report in reports]
    (REPORTS / "junit.xml").write_text(Report.get_junit_xml_string(suites))
    return table


def _table(results: Mapping[str, Result]) -> list[str]:
    """Return a line for each policy: its resource type, and the counts of each scan's verdicts."""
    rows = [("policy", "severity", "resource", "", *results)]
    for one in policies():
        cells = (_cell(one.id, found) for found in results.values())
        rows.append((one.id, one.severity.lower(), one.kind, one.name, *cells))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    padded = ([f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(cells).rstrip() for cells in padded]


def _cell(policy: str, result: Result) -> str:
    counts = {
        "pass": len(result.passed.get(policy, ())),
        "FAIL": len(result.failed.get(policy, ())),
        "open": len(result.undecided.get(policy, ())),
    }
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number) or "-"


def _without_skipped(report: Report) -> Report:
    """Return a report without the checks that `.checkov.yaml` skips."""
    kept = Report(report.check_type)
    kept.passed_checks = [record for record in report.passed_checks if record.check_id not in skips()]
    kept.failed_checks = [record for record in report.failed_checks if record.check_id not in skips()]
    kept.resources = report.resources
    return kept
