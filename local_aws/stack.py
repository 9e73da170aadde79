"""Deploys the module to a local engine, in all scan modes with one apply, and removes it."""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from local_aws import emulator, localstack, processes, web
from local_aws.capabilities import Capability
from local_aws.client import Client
from local_aws.engine import LOCAL, ROOT, Clients, Engine, LocalAwsError
from local_aws.overrides import overrides
from local_aws.terraform import Progress, Terraform, TerraformError

AUTH_HEADER = "x-api-gateway-img-upload-auth"
SECRET_KEY = "API_GW_AUTH_SECRET"  # noqa: S105 - a name, not a value
SECRET_NAMES = {
    "plain": "local/image-upload/secrets",
    "bucketav": "local-bucketav/image-upload/secrets",
    "guardduty": "local-guardduty/image-upload/secrets",
}
DOMAIN_NAMES = dict(zip(SECRET_NAMES, emulator.CUSTOM_DOMAINS, strict=True))
CACHE_SECONDS = 2  # short, so that a test need not wait long until a retired secret is refused
URL_SECONDS = 300

UP_FOLDER = LOCAL / "stack"
UP_FILE = LOCAL / "stack.json"

Report = Callable[[str, float | None], None]
"""Called with the current step, and with the finished share (0 to 1), or None if it is unknown."""


def silent(text: str, share: float | None) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Mode:
    """One instance of the module; the last two are None without BucketAV."""

    api_url: str
    auth_header: str
    auth_secret: str
    bucket: str
    table: str
    dlq_url: str
    functions: Mapping[str, str]
    web_acl_arn: str | None
    findings_topic_arn: str | None = None
    scan_queue_url: str | None = None


@dataclass(frozen=True)
class Stack:
    """A deployed stack, its engine, and the folder with its working files."""

    engine: Engine
    modes: Mapping[str, Mode]
    terraform: Terraform
    folder: Path
    page_url: str | None = None  # of the web client, if it is served

    def client(self, mode: str) -> Client:
        """Return a client of this mode's API."""
        chosen = self.modes[mode]
        return Client(chosen.api_url, chosen.auth_header, chosen.auth_secret, self.engine.trust())

    def describe(self) -> dict[str, Any]:
        """Return the content of `.local/stack.json`."""
        optional = ("findings_topic_arn", "scan_queue_url")
        return {
            "endpoint_url": self.engine.endpoint_url,
            "ca_bundle": str(self.engine.ca_bundle) if self.engine.ca_bundle else None,
            "region": self.engine.region,
            "page_url": self.page_url,
            "admin": {
                "access_key_id": self.engine.access_key_id,
                "secret_access_key": self.engine.secret_access_key,
            },
            "modes": {
                name: {
                    key: value
                    for key, value in asdict(mode).items()
                    if name == "bucketav" or key not in optional
                }
                for name, mode in self.modes.items()
            },
        }


@contextmanager
def running(
    purpose: str,
    engine_name: str = "ministack",
    report: Report = silent,
    *,
    endpoint: str | None = None,
    page_origins: Sequence[str] = (),
) -> Iterator[Stack]:
    """Deploy during a `with` block, in a separate folder, so that any number can run at once.

    `engine_name` is the engine to start: `ministack` or `localstack`. With `endpoint`, the URL of a running
    LocalStack, none is started. Pages of `page_origins` may upload. Raises LocalAwsError.
    """
    folder = LOCAL / "stacks" / f"{purpose}-{secrets.token_hex(4)}"
    if endpoint is not None:
        engine = localstack.connect(endpoint)
        folder.mkdir(parents=True)
        try:
            yield deploy(engine, folder, report, page_origins)
        finally:
            processes.end(folder)
            _withdraw(engine, folder)
            shutil.rmtree(folder, ignore_errors=True)
        return
    report("Starting the emulator", None)
    with emulator.running(folder, engine_name) as engine:
        yield deploy(engine, folder, report, page_origins)


def up(
    engine_name: str = "ministack", report: Report = silent, *, endpoint: str | None = None
) -> tuple[Stack, bool]:
    """Deploy a stack that stays up, and serve its page. Return the stack, and whether this call created it.

    `.local/stack.json` describes the stack. A stack that already answers on this engine, and on `endpoint` if
    that is given, is returned unchanged. Remains of a crashed `up` are removed first. If this `up` fails, it
    removes what it created. Raises LocalAwsError, also if a stack on another engine or endpoint is up.
    """
    with _lock():
        found = find()
        if (
            found is not None
            and found.engine.name == engine_name
            and endpoint in (None, found.engine.endpoint_url)
        ):
            return found, False
        if found is not None:
            raise LocalAwsError(f"A stack on {found.engine.name} is up. Take it down first: `nox -s down`.")
        _clear(report)
        try:
            engine = _start(engine_name, report, endpoint)
            UP_FOLDER.mkdir(parents=True, exist_ok=True)
            _write(UP_FOLDER / "engine.json", _as_json(engine))
            with web.listen() as listener:
                stack = deploy(engine, UP_FOLDER, report, [web.origin(listener)])
                stack = web.serve(stack, listener)
            _write(UP_FILE, stack.describe())
        except BaseException:
            _clear(report)
            raise
    return stack, True


def down(report: Report = silent) -> None:
    """Remove the stack of `up`, in any state; it need not exist."""
    with _lock():
        _clear(report)


def find() -> Stack | None:
    """Return the running stack of `up`, or None if none answers."""
    try:
        described = json.loads(UP_FILE.read_text())
        engine = _read_engine()
    except (OSError, ValueError, KeyError):
        return None
    if engine is None or engine.health() is None:
        return None
    modes = {name: Mode(**mode) for name, mode in described["modes"].items()}
    return Stack(engine, modes, _terraform(engine, UP_FOLDER), UP_FOLDER, described["page_url"])


def deploy(engine: Engine, folder: Path, report: Report = silent, page_origins: Sequence[str] = ()) -> Stack:
    """Apply all modes to `engine`, with the working files in `folder`. Raises TerraformError."""
    for capability in (Capability.IAM, Capability.WAF):
        if capability not in engine.capabilities:
            report(f"Not on {engine.name}, which lacks it: {capability}.", None)
    values = {name: secrets.token_urlsafe(32) for name in SECRET_NAMES}
    for name, value in values.items():
        _set_secret(Clients(engine), SECRET_NAMES[name], value)

    _prepare(engine, folder, page_origins)
    terraform = _terraform(engine, folder)
    report("Terraform: getting the provider", None)
    terraform.init()

    def on_progress(progress: Progress) -> None:
        report(f"Terraform: {progress.address}", progress.done / progress.total)

    report("Terraform: planning", None)
    terraform.apply(on_progress)
    outputs = terraform.output()
    modes = {
        name: Mode(
            # All engines with LocalStack's interface serve stages here, and custom domains by Host.
            api_url=f"{engine.endpoint_url}/_aws/execute-api/{mode['rest_api_id']}/{mode['stage_name']}/upload-url",
            auth_header=AUTH_HEADER,
            auth_secret=values[name],
            bucket=mode["bucket"],
            table=mode["table"],
            dlq_url=mode["dlq_url"],
            functions=mode["functions"],
            web_acl_arn=mode["web_acl_arn"],
            **(outputs["bucketav"] if name == "bucketav" else {}),
        )
        for name, mode in ((name, outputs["modes"][name]) for name in SECRET_NAMES)
    }
    return Stack(engine, modes, terraform, folder)


def _start(engine_name: str, report: Report, endpoint: str | None) -> Engine:
    if endpoint is not None:
        report("Connecting to LocalStack", None)
        return localstack.connect(endpoint)
    report("Starting the emulator", None)
    return emulator.start(UP_FOLDER, engine_name)


def _prepare(engine: Engine, folder: Path, page_origins: Sequence[str]) -> None:
    """Write the root and its variables to `folder`, so that stacks share no lock, state or data."""
    root = folder / "work/local_aws/root"
    shutil.copytree(ROOT / "local_aws/root", root, ignore=shutil.ignore_patterns(".terraform*"))
    (folder / "work/module").symlink_to(ROOT / "module")
    for stand_in in ("bucketav", "guardduty"):
        source = (ROOT / "local_aws" / stand_in / "handler.py").read_bytes()
        with zipfile.ZipFile(folder / f"{stand_in}.zip", "w") as archive:
            # The earliest time that a zip can hold, so that the same source makes the same package.
            archive.writestr(zipfile.ZipInfo("handler.py"), source)
    variables = {
        "region": engine.region,
        "domain_names": DOMAIN_NAMES,
        "auth_secret_names": {name: SECRET_NAMES[name] for name in ("bucketav", "guardduty")},
        "auth_secret_cache_seconds": CACHE_SECONDS,
        "url_expiration_seconds": URL_SECONDS,
        "page_origins": list(page_origins),
        "bucketav_package": str(folder / "bucketav.zip"),
        "guardduty_package": str(folder / "guardduty.zip"),
        "overrides": {override.name: override.value for override in overrides(engine)},
    }
    _write(root / "stack.auto.tfvars.json", variables)


def _terraform(engine: Engine, folder: Path) -> Terraform:
    return Terraform(
        folder / "work/local_aws/root",
        folder / "terraform",
        {**engine.environment(), processes.MARK: str(folder)},
    )


def _set_secret(clients: Clients, name: str, value: str) -> None:
    """Create the secret before the apply and outside of it, so that no state or plan contains its value."""
    text = json.dumps({SECRET_KEY: value})
    try:
        clients.secrets.create_secret(Name=name, SecretString=text)
    except clients.secrets.exceptions.ResourceExistsException:
        clients.secrets.put_secret_value(SecretId=name, SecretString=text)


def _withdraw(engine: Engine, folder: Path) -> None:
    """Destroy the deployment on an engine that was not started here."""
    if (folder / "terraform/terraform.tfstate").exists():
        _terraform(engine, folder).destroy()
    client = Clients(engine).secrets
    for name in SECRET_NAMES.values():
        with suppress(client.exceptions.ResourceNotFoundException):
            client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def _clear(report: Report) -> None:
    engine = _read_engine()
    ours = UP_FOLDER / "emulator.log"
    if engine is not None and not ours.exists() and engine.health() is not None:
        report("Terraform: destroying", None)
        processes.end(UP_FOLDER)  # a Terraform of a killed `up` may still run
        try:
            _withdraw(engine, UP_FOLDER)
        except TerraformError as error:
            report(f"LocalStack keeps some of the stack: {error}", None)
    UP_FILE.unlink(missing_ok=True)
    emulator.stop(UP_FOLDER)


def _as_json(engine: Engine) -> dict[str, Any]:
    return {
        **vars(engine),
        "ca_bundle": str(engine.ca_bundle or ""),
        "capabilities": sorted(engine.capabilities),
    }


def _read_engine() -> Engine | None:
    try:
        facts = json.loads((UP_FOLDER / "engine.json").read_text())
        capabilities = frozenset(map(Capability, facts["capabilities"]))
    except (OSError, ValueError, KeyError):
        return None
    authority = Path(facts["ca_bundle"]) if facts["ca_bundle"] else None
    return Engine(**{**facts, "ca_bundle": authority, "capabilities": capabilities})


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON that only its owner can read, because it may contain keys."""
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, indent=2) + "\n")


@contextmanager
def _lock() -> Iterator[None]:
    """Let only one `up` or `down` run at a time; the lock ends with its process, even if it is killed."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "stack.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
