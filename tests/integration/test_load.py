"""Uploads at a paced rate, some events twice and shuffled; `nox -s load` sends hundreds."""

from __future__ import annotations

import pytest

from local_aws.stack import Stack
from tests.integration.flow import Flow
from tests.load.campaign import WEIGHTS, is_fine, render, run

UPLOADS = 20


@pytest.mark.parametrize("mode", WEIGHTS)
def test_every_one_of_many_uploads_ends_once_as_what_it_is(stack: Stack, mode: str) -> None:
    report = run(Flow(stack, mode), UPLOADS, rate=5, seed=5)

    assert is_fine(report), (report.wrong, render([report]))
    assert sum(report.statuses.values()) == UPLOADS
    assert report.statuses.keys() >= {"processed", "rejected"}
    assert report.repeated == 2
