"""The tables of docs/policy-coverage.md: policies by promise, and the answer to each control."""

from __future__ import annotations

from itertools import groupby

from tools.build_docs.catalogue import Description, policies
from tools.build_docs.controls import ANSWERS, Answer, ByModule, ByOption, ByPolicies, published
from tools.build_docs.tables import table

FEW = 3


def by_promise() -> str:
    """Return the table of all policies, grouped by promise."""
    found = sorted(policies(), key=lambda one: (one.promise, one.number))
    rows = [
        (
            one.promise.replace("-", " "),
            f"[{one.id}](../policies/{one.file.name})",
            one.name,
            f"`{one.kind}`",
            one.severity.lower(),
            ", ".join(one.controls) or "-",
        )
        for one in found
    ]
    return table(("promise", "policy", "what it says", "judges", "severity", "serves"), rows)


def by_control() -> str:
    """Return the table of all controls; neighbours with the same answer share a row."""
    found = policies()
    rows = []
    for _, group in groupby(
        published(), lambda control: (control.rpartition(" ")[0], _answer(control, found))
    ):
        controls = list(group)
        status, how = _answer(controls[0], found)
        rows.append((_range(controls), status, how))
    return table(("control", "", "how, or why not"), rows)


def _range(controls: list[str]) -> str:
    first, last = controls[0], controls[-1].rpartition(" ")[2]
    return f"{first} to {last}" if len(controls) > FEW else ", ".join(controls)


def _answer(control: str, found: list[Description]) -> tuple[str, str]:
    answer: Answer = ANSWERS[control]
    match answer:
        case ByPolicies():
            return "met", ", ".join(one.id for one in found if control in one.controls)
        case ByModule(file, line):
            return "met", f"`{line}` in module/{file}"
        case ByOption(name, why):
            return "by option", f"Set `{name}`. {why}"
    return "waived", answer.why
