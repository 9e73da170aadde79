"""Finds secrets, signatures, object keys, user ids and file names in log lines; no log may contain them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from local_aws.engine import Clients
from local_aws.stack import SECRET_KEY, Stack

SIGNS = re.compile(
    r"X-Amz-(Signature|Credential|Security-Token)|AWS4-HMAC-SHA256|aws_secret_access_key", re.IGNORECASE
)
KEY = re.compile(r"(?<![\w-])(uploads|thumbnails)(/|%2F)\w", re.IGNORECASE)
RANDOM = re.compile(r"^[0-9a-f]{32}_")
PLAIN_WORD = 8  # shorter texts may be part of other words, so they count only as a whole quoted value


def leaks(lines: Iterable[str], forbidden: Iterable[str]) -> Iterator[str]:
    """Yield each line that contains a signature, an object key or one of the `forbidden` texts."""
    forms = {
        form
        for text in forbidden
        if text
        for form in (text, quote(text), quote_plus(text), json.dumps(text)[1:-1])
    }
    long = [form for form in forms if len(form) >= PLAIN_WORD]
    short = forms.difference(long)
    for line in lines:
        words = set(re.findall(r'"((?:[^"\\]|\\.)*)"', line))
        if SIGNS.search(line) or KEY.search(line) or words & short or any(text in line for text in long):
            yield line


def of_the_functions(stack: Stack) -> Iterator[str]:
    """Yield every log line of the product's functions, including those of replicas."""
    logs = Clients(stack.engine).logs
    made_of = "|".join(
        re.escape(name.removeprefix(mode.bucket))
        for mode in stack.modes.values()
        for name in mode.functions.values()
    )
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            if re.search(f"({made_of})$", group["logGroupName"]):
                events = logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
                yield from (event["message"] for page_ in events for event in page_["events"])


def of_users(stack: Stack) -> set[str]:
    """Return all secrets, user ids, folders and file names on a stack."""
    clients = Clients(stack.engine)
    found = {mode.auth_secret for mode in stack.modes.values()}
    for secret in clients.secrets.list_secrets()["SecretList"]:
        value = clients.secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"]
        found.add(json.loads(value).get(SECRET_KEY, ""))
    for bucket in clients.s3.list_buckets()["Buckets"]:
        pages = clients.s3.get_paginator("list_object_versions").paginate(Bucket=bucket["Name"])
        for page in pages:
            for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                found |= _of_key(entry["Key"])
    for mode in stack.modes.values():
        for item in clients.tables.Table(mode.table).scan()["Items"]:
            found |= {str(item["user_id"])} | _of_key(str(item["file_key"]))
    return found - {""}


def _of_key(key: str) -> set[str]:
    _, folder, *rest = [*key.split("/"), ""]
    return {folder, *(RANDOM.sub("", part) for part in rest)}
