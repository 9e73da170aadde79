"""One deployed stack for all tests, with all scan modes in one apply."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from local_aws import stack as stacks
from local_aws.capabilities import Capability
from local_aws.engine import LOCAL, LocalAwsError
from local_aws.stack import Stack
from tests.integration import logged
from tests.integration.flow import Flow

LOG = LOCAL / "integration-emulator.log"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--emulator",
        choices=["ministack", "localstack"],
        default="ministack",
        help="the engine to start and deploy to",
    )
    parser.addoption("--endpoint", metavar="URL", help="deploy to a LocalStack that runs already")
    parser.addoption(
        "--running",
        action="store_true",
        help="test the stack that `nox -s up` left running, without an apply",
    )


class _Deployment:
    """Deploys a stack in its own thread, so that tests can run while Terraform waits."""

    def __init__(self, config: pytest.Config) -> None:
        self._terminal = config.get_terminal_writer()
        self._told = ""
        name, endpoint = (config.getoption(option) for option in ("--emulator", "--endpoint"))
        self._running = stacks.running("integration", name, self._report, endpoint=endpoint)
        self._pool = ThreadPoolExecutor(1)
        self._deployed = self._pool.submit(self._running.__enter__)

    def stack(self) -> Stack:
        """Wait for the deployment and return the stack; raises the deployment's error."""
        return self._deployed.result()

    def end(self) -> None:
        """Take the stack down."""
        if self._deployed.exception() is None:
            self._running.__exit__(None, None, None)
        self._pool.shutdown()

    def _report(self, text: str, share: float | None) -> None:
        line = text if share is None else f"{int(share * 4) * 25:3d} % applied"
        if line != self._told:
            self._terminal.line(line if self._told else f"\n{line}")
        self._told = line


DEPLOYMENT = pytest.StashKey[_Deployment]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the deployment if a test needs it. tests/conftest.py runs the other tests first."""
    wanted = any("stack" in getattr(item, "fixturenames", ()) for item in session.items)
    if wanted and not (session.config.option.collectonly or session.config.getoption("--running")):
        session.config.stash[DEPLOYMENT] = _Deployment(session.config)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Take the stack down, even if no test used it."""
    if deployment := session.config.stash.get(DEPLOYMENT, None):
        deployment.end()


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """The deployed stack. Every test uses its own user ids, so that no test sees another's uploads."""
    if request.config.getoption("--running"):
        running = stacks.find()
        if running is None:
            raise LocalAwsError("No stack is running: `nox -s up` first, or leave out --running.")
        yield running
        _look_through_logs(running)
        return
    deployed = request.config.stash[DEPLOYMENT].stack()
    yield deployed
    log = deployed.folder / "emulator.log"
    if request.session.testsfailed and log.exists():
        shutil.copy(log, LOG)
        request.config.get_terminal_writer().line(f"\nWhat the emulator said is in {LOG}")
    _look_through_logs(deployed)


def _look_through_logs(stack: Stack) -> None:
    """Search the functions' logs of all tests for secrets and users' data; a find fails the last test."""
    found = list(logged.leaks(logged.of_the_functions(stack), logged.of_users(stack)))
    assert found == [], "The functions' logs hold secrets, signatures or what belongs to users"


@pytest.fixture
def plain(stack: Stack) -> Flow:
    """The mode without BucketAV."""
    return Flow(stack, "plain")


@pytest.fixture
def bucketav(stack: Stack) -> Flow:
    """The mode with BucketAV."""
    return Flow(stack, "bucketav")


@pytest.fixture
def guardduty(stack: Stack) -> Flow:
    """The mode with GuardDuty."""
    return Flow(stack, "guardduty")


@pytest.fixture(params=["plain", "bucketav"])
def flow(stack: Stack, request: pytest.FixtureRequest) -> Flow:
    """Two modes in turn. GuardDuty's mode has its own tests, because it differs in the scan alone."""
    return Flow(stack, request.param)


def needs(*capabilities: Capability) -> pytest.MarkDecorator:
    """Skip a test on an engine that lacks one of these capabilities."""
    return pytest.mark.needs(*capabilities)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(capability, ...): what the engine must be able to do")


@pytest.fixture(autouse=True)
def _has_what_it_needs(request: pytest.FixtureRequest) -> None:
    needed = [capability for mark in request.node.iter_markers("needs") for capability in mark.args]
    if not needed:
        return
    engine = request.getfixturevalue("stack").engine
    if missing := [capability for capability in needed if capability not in engine.capabilities]:
        pytest.skip(f"{engine.name} lacks {', '.join(capability.name for capability in missing)}")
