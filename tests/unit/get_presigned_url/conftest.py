"""What the URL handler's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import trustme

from tests.unit.get_presigned_url.example_environment import ENVIRONMENT
from tests.unit.get_presigned_url.secret_server import SecretServer

# The machine is shared: how long one example takes says nothing.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secret_server(authority: trustme.CA, tmp_path: Path) -> Iterator[SecretServer]:
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(ca_file)
    with SecretServer(authority.issue_cert("localhost"), ca_file).running() as server:
        yield server


@pytest.fixture
def environment() -> dict[str, str]:
    return dict(ENVIRONMENT)
