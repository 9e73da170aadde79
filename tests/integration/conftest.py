"""One deployed stack for all tests: both scan modes by one apply."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from local_aws import stack as stacks
from local_aws.engine import LOCAL, LocalAwsError
from local_aws.stack import Stack
from tests.integration.flow import Flow

LOG = LOCAL / "integration-emulator.log"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--emulator",
        choices=["ministack", "localstack"],
        default="ministack",
        help="the engine to deploy to: the embedded one, or a LocalStack that runs",
    )
    parser.addoption(
        "--running",
        action="store_true",
        help="test the stack that `nox -s up` left running, without an apply",
    )


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """The deployed stack; every test uses user ids of its own, so that none sees another's uploads."""
    if request.config.getoption("--running"):
        running = stacks.find()
        if running is None:
            raise LocalAwsError("No stack is running: `nox -s up` first, or leave out --running.")
        yield running
        return
    terminal = request.config.get_terminal_writer()
    told = ""

    def report(text: str, share: float | None) -> None:
        nonlocal told
        line = text if share is None else f"{int(share * 4) * 25:3d} % applied"
        if line != told:
            terminal.line(f"\n{line}" if not told else line)
        told = line

    with stacks.running("integration", request.config.getoption("--emulator"), report) as deployed:
        yield deployed
        log = deployed.folder / "emulator.log"
        if request.session.testsfailed and log.exists():
            shutil.copy(log, LOG)
            terminal.line(f"\nWhat the emulator said is in {LOG}")


@pytest.fixture
def plain(stack: Stack) -> Flow:
    """The mode without BucketAV."""
    return Flow(stack, "plain")


@pytest.fixture
def bucketav(stack: Stack) -> Flow:
    """The mode with BucketAV."""
    return Flow(stack, "bucketav")


@pytest.fixture(params=["plain", "bucketav"])
def flow(stack: Stack, request: pytest.FixtureRequest) -> Flow:
    """Each of the two modes in turn."""
    return Flow(stack, request.param)


@pytest.fixture
def _enforces_iam(stack: Stack) -> None:
    if not stack.engine.enforces_iam:
        pytest.skip(f"{stack.engine.name} does not enforce IAM and signatures without a licence")


needs_iam = pytest.mark.usefixtures("_enforces_iam")
