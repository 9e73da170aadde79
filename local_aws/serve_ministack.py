"""Run MiniStack on an inherited socket. Started by emulator.py, in MiniStack's environment.

MiniStack's own command is not used, because it:
- chooses its port before it listens, so two starts at the same time can choose the same port;
- listens on every interface, and also on port 443;
- goes on running if its parent program is killed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from hypercorn.asyncio import serve  # type: ignore[import-not-found]
from hypercorn.config import Config  # type: ignore[import-not-found]
from ministack.app import app  # type: ignore[import-not-found]
from ministack.core import iam_evaluator  # type: ignore[import-not-found]
from ministack.services import apigateway_v1, eventbridge, s3  # type: ignore[import-not-found]

# MiniStack's environment, which the functions inherit, must not have this repository on its path.
sys.path.append(str(Path(__file__).parents[1]))
from local_aws import lifeline

sys.path.pop()


def patch_method_updates() -> None:
    """Make UpdateMethod store booleans, as AWS does.

    A patch has them as text. MiniStack 1.5.33 stores the text, and then Terraform cannot read the method.
    """
    apply = apigateway_v1._apply_patch

    def apply_with_booleans(method: Any, patches: list[dict[str, Any]]) -> Any:
        for patch in patches:
            if str(patch.get("path")).startswith("/requestParameters/") and "value" in patch:
                patch["value"] = patch["value"] == "true"
        return apply(method, patches)

    apigateway_v1._apply_patch = apply_with_booleans


def patch_upload_events() -> None:
    """Add the version to S3's events on EventBridge, as on AWS.

    MiniStack 1.5.33 has it only in S3's own notifications.
    """
    fire, dispatch = s3._fire_s3_event, eventbridge._dispatch_event
    version: ContextVar[str | None] = ContextVar("version", default=None)

    def fire_with_version(*arguments: Any, version_id: str | None = None, **others: Any) -> None:
        version.set(version_id)  # safe, because each event has its own thread and context
        fire(*arguments, version_id=version_id, **others)

    def dispatch_with_version(event: dict[str, Any], *arguments: Any) -> Any:
        if event["Source"] == "aws.s3" and version.get():
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version.get()
            event = {**event, "Detail": json.dumps(detail)}
        return dispatch(event, *arguments)

    s3._fire_s3_event, eventbridge._dispatch_event = fire_with_version, dispatch_with_version


def patch_role_principals() -> None:
    """For a role's session, set aws:PrincipalArn to the role's ARN, as AWS does.

    MiniStack 1.5.33 sets it to the session's ARN.
    """
    resolve = iam_evaluator._resolve_condition_key
    session = re.compile(r"(arn:[^:]+):sts::(\d+):assumed-role/([^/]+)/.*")

    def resolve_with_roles(key: str, context: Any) -> Any:
        value = resolve(key, context)
        is_arn = key.lower() == "aws:principalarn" and isinstance(value, str)
        return session.sub(r"\1:iam::\2:role/\3", value) if is_arn else value

    iam_evaluator._resolve_condition_key = resolve_with_roles


def let_the_stand_in_speak_as_guardduty() -> None:
    """Accept GuardDuty's results through PutEvents, because MiniStack has no GuardDuty to send them."""
    put = eventbridge._put_events

    def put_events(data: dict[str, Any], *, allow_aws_source: bool = False) -> Any:
        sources = {entry.get("Source") for entry in data.get("Entries", [])}
        return put(data, allow_aws_source=allow_aws_source or sources == {"aws.guardduty"})

    eventbridge._put_events = put_events


def main() -> None:
    """Serve until this process is killed or its parent program ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=int, required=True, help="number of the inherited, bound socket")
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where this stack keeps its files")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input does")
    options = parser.parse_args()

    patch_method_updates()
    patch_role_principals()
    let_the_stand_in_speak_as_guardduty()
    patch_upload_events()
    if options.lifeline:
        lifeline.watch(options.folder)
    config = Config()
    config.bind = [f"fd://{options.socket}"]
    config.certfile, config.keyfile = options.certificate, options.key
    config.keep_alive_timeout = 75
    asyncio.run(serve(app, config))


if __name__ == "__main__":
    main()
