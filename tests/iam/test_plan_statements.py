"""AWS's reference knows every IAM statement in the plans of the module and the examples."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from operations import deployer_policy
from tests.iam.reference import documents, problems

ROOT = Path(__file__).parents[2]
PLANS = [(ROOT / ".local/plan.json", 12), (ROOT / ".local/policies/examples.json", 30)]
"""Plans that the session `policies` makes, and how many documents each has at least."""
LIST_STREAMS = re.compile(
    r"ReadStream: ListStreams takes none of arn:aws:dynamodb:[\w:-]+:table/[\w.-]+/stream/\*\."
)
"""AWS documents this policy of a function that reads a stream, though its reference knows no resource:
docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html"""
OBJECTS = "arn:aws:s3:::bucket/uploads/*"


def planned(path: Path) -> list[dict[str, Any]]:
    return list(documents(json.loads(path.read_text())["planned_values"]))


@pytest.mark.parametrize(("path", "least"), PLANS, ids=["module", "examples"])
def test_every_statement_of_the_plan_is_in_awss_reference(path: Path, least: int) -> None:
    found = planned(path)

    assert len(found) >= least
    wrong = [problem for document in found for one in document["Statement"] for problem in problems(one)]
    assert [problem for problem in wrong if not LIST_STREAMS.fullmatch(problem)] == []


def test_every_statement_for_whoever_applies_is_in_awss_reference() -> None:
    found = deployer_policy.policies(json.loads(PLANS[0][0].read_text()))

    wrong = [problem for document in found for one in document["Statement"] for problem in problems(one)]
    assert wrong == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"Action": "s3:PutObjekt"}, "no action is called s3:PutObjekt"),
        ({"Action": ["s3:PutObject", "s4:PutObject"]}, "no action is called s4:PutObject"),
        ({"Action": "s3:ListBucket"}, "ListBucket takes none of"),
        ({"Resource": "arn:aws:s3:::bucket"}, "PutObject takes none of"),
        (
            {"Resource": [OBJECTS, "arn:aws:sqs:eu-central-1:123456789012:queue"]},
            "no action takes arn:aws:sqs",
        ),
        ({"Resource": "*"}, "PutObject takes a resource"),
        ({"Condition": {"StringLike": {"s3:prefix": "uploads/*"}}}, "s3:prefix is no condition key"),
        ({"Condition": {"Null": {"s3:if-none-matches": "true"}}}, "s3:if-none-matches is no condition key"),
        ({"Condition": {"Bool": {"aws:SecuredTransport": "false"}}}, "aws:SecuredTransport is no condition"),
    ],
)
def test_what_aws_does_not_know_is_found(changes: dict[str, Any], problem: str) -> None:
    statement = {"Sid": "Upload", "Effect": "Allow", "Action": "s3:PutObject", "Resource": OBJECTS}

    assert list(problems(statement)) == []
    assert any(problem in found for found in problems({**statement, **changes}))
