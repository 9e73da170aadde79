"""What keeps the suite short: each lever with and without it, in one run, on samples of what `nox` does.

Needs the environments `emulator` and `checkov`, and the module's plan, which `nox -s policies` leaves.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import BenchError
from benchmarks.runtime import ROOT
from benchmarks.tables import table
from local_aws import emulator
from local_aws.engine import Engine
from local_aws.terraform import Terraform, find_mirrors

CHECKOV = ROOT / ".nox/checkov/bin/python"
MODULE_PLAN = ROOT / ".local/plan.json"
REQUIREMENTS = ROOT / "requirements/emulator.txt"
MUTANTS = 3
QUEUES = ("first", "second")

_PROVIDER = {"required_providers": {"aws": {"source": "hashicorp/aws"}}}
_AWS = {
    "skip_metadata_api_check": True,
    "skip_region_validation": True,
    "skip_credentials_validation": True,
}


@dataclass(frozen=True)
class Cost:
    """What some work took, in seconds: by the clock, and of processors by the processes it started."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Lever:
    """One way to save time, by what it is, and the same work without it and with it."""

    name: str
    sample: str
    before: Cost
    after: Cost

    @property
    def ratio(self) -> float:
        """Clock time with it by that without: below 1 it saves."""
        return self.after.clock / self.before.clock


def cost_of(work: Callable[[], object]) -> Cost:
    """Do some work and return what it took; processes count once they have ended and were waited for."""
    used, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work()
    clock, now = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(clock, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime)


def check() -> None:
    """Say what is missing on this machine. Raises BenchError."""
    if not MODULE_PLAN.is_file():
        raise BenchError(
            f"{MODULE_PLAN.relative_to(ROOT)} is missing. Run `nox -s policies` once; it leaves it."
        )


def measure(report: Callable[[str], None]) -> list[Lever]:
    """Measure every lever, without it first. Raises BenchError where a part fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *_applies(folder / "applies", report),
            *_providers(folder / "providers", report),
            *_environments(folder / "environments", report),
            *_scans(folder / "scans", report),
        ]


def markdown(levers: list[Lever]) -> str:
    """Return the table of the levers."""
    rows = [
        (
            one.name,
            one.sample,
            f"{one.before.clock:.1f}",
            f"{one.after.clock:.1f}",
            f"{one.ratio:.2f}",
            f"{one.after.processor / one.before.processor:.2f}",
        )
        for one in levers
    ]
    return table(("", "sample", "without, s", "with, s", "ratio", "processor"), rows)


def _applies(folder: Path, report: Callable[[str], None]) -> list[Lever]:
    with emulator.running(folder / "emulator") as engine:

        def apart() -> None:
            for name in QUEUES:
                _apply(engine, folder / name, [name])

        report("suite: two applies, one after another")
        before = cost_of(apart)
        report("suite: the same in one apply")
        after = cost_of(lambda: _apply(engine, folder / "together", [f"{name}-too" for name in QUEUES]))
    return [Lever("both scan modes in one apply, with one provider", "a queue for each", before, after)]


def _apply(engine: Engine, folder: Path, queues: list[str]) -> None:
    terraform = _root(
        folder, {"resource": {"aws_sqs_queue": {name: {"name": name} for name in queues}}}, engine
    )
    terraform.init()
    terraform.apply()


def _root(folder: Path, content: dict[str, object], engine: Engine | None = None) -> Terraform:
    folder.mkdir(parents=True)
    (folder / "main.tf.json").write_text(
        json.dumps({"terraform": _PROVIDER, "provider": {"aws": _AWS}, **content})
    )
    return Terraform(folder, folder / "state", engine.environment() if engine else {})


def _providers(folder: Path, report: Callable[[str], None]) -> list[Lever]:
    mirrors = find_mirrors()
    if not mirrors:
        report("suite: no mirror of the provider on this machine, so nothing that roots could share")
        return []

    def apart() -> None:
        for number in range(2):
            root = folder / f"apart-{number}"
            _root(root, {}).init()
            # Terraform links what a mirror has unpacked; without that it has a copy for each root.
            shutil.copytree(root / "state/data/providers", root / "copied")

    def shared() -> None:
        for number in range(2):
            _root(folder / f"shared-{number}", {}).init()

    _root(folder / "warm", {}).init()  # brings the provider into memory
    report("suite: a provider for each root")
    before = cost_of(apart)
    report("suite: one provider for all roots")
    after = cost_of(shared)
    return [Lever("one provider for all roots, linked", "two `terraform init`", before, after)]


def _environments(folder: Path, report: Callable[[str], None]) -> list[Lever]:
    def make(name: str) -> None:
        python = folder / name / "bin/python"
        _run([sys.executable, "-m", "venv", str(folder / name)])
        _run(
            [
                *(str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "--compile"),
                *("--only-binary=:all:", "--no-binary=localstack-client", "-r", str(REQUIREMENTS)),
            ]
        )

    def apart() -> None:
        for name in ("one", "two"):
            make(name)

    make("warm")  # from then on, what is installed comes from pip's cache
    report("suite: an environment for each of two sessions")
    before = cost_of(apart)
    report("suite: one environment for both")
    after = cost_of(lambda: make("shared"))
    return [Lever("environments that sessions share", "the emulator's, for two sessions", before, after)]


def _scans(folder: Path, report: Callable[[str], None]) -> list[Lever]:
    folder.mkdir()
    command = [str(CHECKOV), "-m", "benchmarks.suite_scans"]
    _run([*command, "write", str(folder), str(MUTANTS)])
    plans = sorted(folder.glob("*.json"))
    report(f"suite: {len(plans)} mutants of the plan, Checkov started for each")

    def apart() -> None:
        for plan in plans:
            _run(
                [
                    *(
                        str(CHECKOV),
                        "-m",
                        "checkov.main",
                        "--file",
                        str(plan),
                        "--framework",
                        "terraform_plan",
                    ),
                    *(
                        "--external-checks-dir",
                        str(ROOT / "policies"),
                        "--check",
                        "CKV2_IMG_*",
                        "--soft-fail",
                    ),
                ],
                elsewhere=folder,
            )

    before = cost_of(apart)
    report("suite: the same in one process")
    after = cost_of(lambda: _run([*command, "scan", str(folder), str(MUTANTS)]))
    return [
        Lever(
            "mutants scanned in one process, without Checkov's parser",
            f"{len(plans)} of the mutants",
            before,
            after,
        )
    ]


def _run(words: list[str], elsewhere: Path = ROOT) -> str:
    """Run a command to its end and return what it wrote. Raises BenchError if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR", "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(words, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"`{' '.join(words)}` failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout
