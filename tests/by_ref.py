"""The module taken by git ref into a consumer's root, on a machine that has Terraform and git alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from local_aws.client import Permission, RefusedError, send
from local_aws.engine import ROOT, Clients, Engine
from local_aws.overrides import architecture, own_layer
from local_aws.stack import AUTH_HEADER, SECRET_KEY
from local_aws.terraform import Terraform, command

SECONDS = 60
GITS_OWN = ("basename", "sed", "uname")  # called by `git submodule`, a shell script that Terraform runs
AUTH_SECRET = "the callers' secret"  # noqa: S105 - the tests' own


def git(*words: str) -> str:
    """Run git and return what it prints."""
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True, timeout=120).stdout


def clone(folder: Path, **tags: str) -> Path:
    """Make a bare clone of this repository in `folder`, with these tags on these commits; return its path."""
    bare = folder / "image-uploader.git"
    # What is checked out may belong to another user (a container's volume), which git asks about.
    git("-c", f"safe.directory={ROOT}", "clone", "--quiet", "--bare", f"file://{ROOT}", str(bare))
    for tag, commit in tags.items():
        git("-C", str(bare), "tag", "--force", tag.replace("_", "."), commit)
    return bare


def source(bare: Path, ref: str) -> str:
    """Return the module's source as the documents write it, of a clone on this machine."""
    return f"git::file://{bare}//module?ref={ref}&depth=1"


def terraform_and_git_alone(folder: Path) -> str:
    """Return a PATH on which there is Terraform and git, with what git's own shell scripts call."""
    folder.mkdir(parents=True)
    words = " ".join(f"'{word}'" for word in command())
    script = folder / "terraform"
    script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    script.chmod(0o755)
    for name in ("git", *GITS_OWN):
        found = shutil.which(name)
        if found is None:
            raise FileNotFoundError(f"{name}, which git needs to fetch a module, is not on the PATH")
        (folder / name).symlink_to(found)
    return str(folder)


def terraform(root: Path, engine: Engine, path: str) -> Terraform:
    """Return Terraform in a consumer's root, as a user with this PATH has it."""
    return Terraform(root, root.parent / "state", {**engine.environment(), "PATH": path})


def provider() -> dict[str, Any]:
    """Return what a provider's block needs more for an engine on this machine."""
    return {"s3_use_path_style": True}  # `bucket.localhost` has no address


def engine_inputs() -> dict[str, Any]:
    """Return the module's inputs that the engine forces; local_aws/overrides.py has the reasons."""
    return {
        "architecture": architecture(),
        "enforce_write_once": False,
        "pillow_layer_zip": own_layer(),
        "waf": {"logging": False},
    }


def set_secret(engine: Engine, environment: str) -> None:
    """Make the secret of an environment, as an operator does before the first apply."""
    text = json.dumps({SECRET_KEY: AUTH_SECRET})
    Clients(engine).secrets.create_secret(Name=f"{environment}/image-upload/secrets", SecretString=text)


@dataclass(frozen=True)
class Instance:
    """A deployed instance, known by what a consumer knows of it: host name, bucket, table and region."""

    engine: Engine
    domain: str
    bucket: str
    table: str

    @classmethod
    def of(cls, engine: Engine, outputs: dict[str, Any], region: str = "") -> Instance:
        """Return the instance that a root's outputs `domain`, `bucket` and `table` describe."""
        local = replace(engine, region=region or engine.region)
        return cls(local, outputs["domain"], outputs["bucket"], outputs["table"])

    @property
    def admin(self) -> Clients:
        """Clients of the administrator in the instance's region."""
        return Clients(self.engine)

    def ask(self, user_id: str) -> Permission:
        """Ask the API, on its own host name, for the URL of a JPEG. Raises RefusedError."""
        query = urlencode({"userId": user_id, "filename": "photo", "ext": "jpg"}, quote_via=quote)
        headers = {"Host": self.domain, AUTH_HEADER: AUTH_SECRET}
        answer = send(
            "GET", f"{self.engine.endpoint_url}/upload-url?{query}", headers, trust=self.engine.trust()
        )
        if answer.status != 200:
            raise RefusedError(answer)
        return Permission(**answer.json())

    def put(self, permission: Permission, content: bytes) -> str:
        """Upload with what the API answered and return the new version's id. Raises RefusedError."""
        answer = send("PUT", permission.upload_url, permission.headers, content, self.engine.trust())
        if answer.status != 200:
            raise RefusedError(answer)
        return answer.headers["x-amz-version-id"]

    def items(self) -> list[dict[str, Any]]:
        """Return every item of the table, in the order of their keys."""
        found = self.admin.tables.Table(self.table).scan(ConsistentRead=True)["Items"]
        return sorted(found, key=lambda item: str(item["file_key"]))

    def item(self, file_key: str) -> dict[str, Any]:
        """Wait for the item of a file and return it."""
        return eventually(
            lambda: next((item for item in self.items() if item["file_key"] == file_key), None),
            f"the item of {file_key}",
        )

    def objects(self) -> set[tuple[str, str, str]]:
        """Return key, version and ETag of everything in the bucket, old versions included."""
        versions = self.admin.s3.list_object_versions(Bucket=self.bucket).get("Versions", [])
        return {(version["Key"], version["VersionId"], version["ETag"]) for version in versions}

    def content(self, key: str) -> bytes:
        """Return an object's content."""
        return self.admin.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()


def eventually[T](look: Callable[[], T | None], what: str) -> T:
    """Return the first thing that `look` finds; fail with `what` when it finds nothing in time."""
    deadline = time.monotonic() + SECONDS
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {SECONDS} s")
        time.sleep(0.1)
    return found
