"""Verifies a deployed instance from outside: uploads test files, checks the results, and deletes them.

    python operations/verify_deployment.py --api-url URL --bucket NAME --table NAME [--region REGION]
        [--scanner bucketav|guardduty] [--origin https://app.example.com] [--names] [--expiry-wait SECONDS]

Needs only boto3 and this file; AWS CloudShell has boto3. The auth secret comes from Secrets Manager
(`--secret-name`), from the first line of standard input (`--secret-stdin`), or from the environment variable
IMAGE_UPLOAD_AUTH_SECRET. It is never printed. The caller needs s3:ListBucketVersions, s3:GetObject,
s3:GetBucketPublicAccessBlock, s3:DeleteObjectVersion, dynamodb:GetItem, dynamodb:Query, dynamodb:DeleteItem,
apigateway:GET, wafv2:GetWebACLForResource, and secretsmanager:GetSecretValue with `--secret-name`.

The exit status is 0 if every check passed or does not apply, 1 if one failed, 2 if no check could run.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import re
import ssl
import struct
import sys
import time
import uuid
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

PASSED, FAILED, NOT_APPLICABLE = "pass", "FAIL", "n/a"
AUTH_HEADER = "x-api-gateway-img-upload-auth"
SECRET_KEY = "API_GW_AUTH_SECRET"  # noqa: S105 - a name, not a value
SECRET_VARIABLE = "IMAGE_UPLOAD_AUTH_SECRET"  # noqa: S105
SECONDS = 30  # timeout of one request
UNKNOWN_ORIGIN = "https://verify.invalid"
ATTACK = "<script>alert(document.cookie)</script>"  # AWS's common rules block it in a query parameter
USER_AGENTS = (
    "curl/8.7.1",
    "python-requests/2.32.3",
    "node",
    "okhttp/4.12.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
)
NAMES = (
    "two words",
    "Fête d'été",
    "日本語の写真",
    "صورة",
    "👩‍🚀 in space",
    "server.log",
    "desktop.ini",
    "' OR 1=1; DROP TABLE users; --",
    "1 UNION SELECT password FROM users",
    ATTACK,
    "../../etc/passwd",
    "$(cat /etc/passwd)",
    "漢" * 300,
)


class ProblemError(Exception):
    """A check failed; the message is the result's sentence."""


class NotApplicableError(Exception):
    """A check does not apply to this deployment; the message says why."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body if it is a JSON object, else an empty one."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


type Send = Callable[[str, str, Mapping[str, str], bytes | None], Answer]


@dataclass
class Deployment:
    """The instance to verify, with the caller's AWS clients.

    Attributes:
        send: makes one HTTP request.
        trust: TLS settings for the API.
        scanner: the scanner's name; None if there is none.
        waf: `enforced`, `stored` (an emulator stores web ACLs but blocks nothing), or `none`.
        origin: an allowed CORS origin; None: not tested.
        max_bytes: the upload limit.
        wait: seconds to wait for a verdict.
        expiry_wait: the most seconds to wait for a URL to expire.
        lacks: checks that cannot run on an emulator: the reason by the check's name.
        user: the user id of this run; its folder and items are deleted at the end.
    """

    api_url: str
    bucket: str
    table: str
    secret: str = field(repr=False)
    s3: Any
    tables: Any
    apigateway: Any
    wafv2: Any
    send: Send
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    scanner: str | None = None
    waf: str = "enforced"
    origin: str | None = None
    max_bytes: int = 10 * 1024 * 1024
    wait: float = 120
    expiry_wait: float = 900
    lacks: Mapping[str, str] = field(default_factory=dict)
    user: str = field(default_factory=lambda: f"verify-{uuid.uuid4().hex}")

    def get(self, headers: Mapping[str, str] | None = None, /, **parameters: str) -> Answer:
        """Request a URL for `photo.png`. `parameters` override the query; `headers` replace the secret."""
        named = {"userId": self.user, "ext": "png", **parameters}
        if "filenameBase64url" not in named:
            named.setdefault("filename", "photo")
        sent = {AUTH_HEADER: self.secret} if headers is None else headers
        url = f"{self.api_url}?{urlencode(named, quote_via=quote)}"
        return self.send("GET", url, {"User-Agent": USER_AGENTS[0], **sent}, None)

    def permission(self, **parameters: str) -> dict[str, Any]:
        """Return the JSON body of the API's answer with a URL. Raise ProblemError if it has none."""
        answer = self.get(None, **parameters)
        if answer.status != 200 or "upload_url" not in answer.json():
            raise ProblemError(f"The API answered {answer.status} and no URL{_reason(answer)}.")
        return answer.json()

    def put(self, permission: Mapping[str, Any], content: bytes) -> Answer:
        """PUT a file with the URL and headers of a permission."""
        return self.send("PUT", permission["upload_url"], permission["headers"], content)

    def upload(self, content: bytes, **parameters: str) -> str:
        """Upload a file and return its key."""
        permission = self.permission(**parameters)
        answer = self.put(permission, content)
        if answer.status != 200:
            raise ProblemError(f"S3 answered {answer.status} to the upload{_reason(answer)}.")
        return str(permission["file_key"])

    def finished(self, file_key: str) -> dict[str, str]:
        """Wait until the upload has a verdict; return its item."""
        deadline = time.monotonic() + self.wait
        key = {"user_id": {"S": self.user}, "file_key": {"S": file_key}}
        while True:
            found = self.tables.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item", {})
            item = {name: str(next(iter(value.values()))) for name, value in found.items()}
            if item.get("status", "pending") != "pending":
                return item
            if time.monotonic() > deadline:
                raise ProblemError(f"After {self.wait:.0f} s the table has no verdict on the upload.")
            time.sleep(0.2)

    def versions(self, prefix: str, *, markers: bool = False) -> Iterator[tuple[str, str]]:
        """Yield key and version id of every version below a prefix; with `markers`, of delete markers too."""
        for page in self.s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=prefix):
            for entry in (*page.get("Versions", ()), *(page.get("DeleteMarkers", ()) if markers else ())):
                yield entry["Key"], entry["VersionId"]

    @cached_property
    def early(self) -> tuple[dict[str, Any], float]:
        """A permission that no check uses before it has expired, and the monotonic time of its answer."""
        return self.permission(), time.monotonic()

    @cached_property
    def clean(self) -> tuple[dict[str, Any], dict[str, str]]:
        """The permission and the item of a clean picture, which is uploaded at the first access."""
        permission = self.permission()
        answer = self.put(permission, picture())
        if answer.status != 200:
            raise ProblemError(f"S3 answered {answer.status} to the upload{_reason(answer)}.")
        return permission, self.finished(permission["file_key"])


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: for the table of results.
        remedy: what to do if it fails.
        run: returns the sentence of a pass. Raises ProblemError with the sentence of a failure.
    """

    name: str
    remedy: str
    run: Callable[[Deployment], str]


@dataclass(frozen=True)
class Result:
    """A check's result; `remedy` is empty unless the check failed."""

    outcome: str
    name: str
    sentence: str
    remedy: str = ""


CHECKS: list[Check] = []
NAME_CHECKS: list[Check] = []


def check(
    name: str, remedy: str, into: list[Check] = CHECKS
) -> Callable[[Callable[[Deployment], str]], Callable[[Deployment], str]]:
    """Decorator that adds a function to a list of checks."""

    def enter(run: Callable[[Deployment], str]) -> Callable[[Deployment], str]:
        into.append(Check(name, remedy, run))
        return run

    return enter


def expect(holds: object, sentence: str) -> None:
    """Raise ProblemError with `sentence` unless `holds`."""
    if not holds:
        raise ProblemError(sentence)


@check(
    "clean file",
    "Look at the alarms, the dead-letter queue and the processing function's log. With a scanner, look "
    "whether it is connected to the bucket and publishes clean findings to the topic.",
)
def _clean_file(to: Deployment) -> str:
    _, item = to.clean
    expect(
        item["status"] == "processed", f"A clean picture ended as `{item['status']}` ({item.get('reason')})."
    )
    thumbnail = item.get("thumbnail_key", "")
    expect(
        thumbnail and list(to.versions(thumbnail)),
        "The item exists, but the thumbnail that it names does not.",
    )
    return "A picture went in, a thumbnail and an item came out."


@check(
    "infected file",
    "Check that the scanner runs and publishes its findings, and that the processing function may delete "
    "versions.",
)
def _infected_file(to: Deployment) -> str:
    if to.scanner is None:
        raise NotApplicableError("No scanner was named with --scanner.")
    key = to.upload(virus())
    item = to.finished(key)
    expect(
        item["status"] == "infected",
        f"The EICAR test file ended as `{item['status']}`, where {_named(to.scanner)} should have found it.",
    )
    expect(not list(to.versions(key)), "A version of the EICAR test file can still be read.")
    return f"{_named(to.scanner)} found the EICAR test file, and no version of it is left."


def _named(scanner: str) -> str:
    return {"bucketav": "BucketAV", "guardduty": "GuardDuty"}.get(scanner, scanner)


@check("disguised file", "Deploy the packages of a release: the function must look at the content.")
def _disguised_file(to: Deployment) -> str:
    return _refused_content(to, b"<html><body>not a picture</body></html>", "A web page named .png")


@check("too large", "Compare --max-upload-bytes with the module's input `upload_max_bytes`.")
def _too_large(to: Deployment) -> str:
    refused = to.get(size=str(to.max_bytes + 1))
    expect(
        refused.status == 400 and _error(refused).get("parameter") == "size",
        f"The API answered {refused.status} to a `size` above {to.max_bytes} bytes, where 400 was due.",
    )
    unsized = to.get()
    if unsized.status == 400 and _error(unsized).get("parameter") == "size":
        return "A `size` above the limit gets no URL, and neither does a request without `size`."
    return _refused_content(to, picture().ljust(to.max_bytes + 1, b"\0"), "A picture above the limit")


def _refused_content(to: Deployment, content: bytes, what: str) -> str:
    item = to.finished(to.upload(content))
    # A scanner may have its own size limit, above which it does not scan.
    allowed = {"rejected"} if to.scanner is None else {"rejected", "unscannable"}
    expect(item["status"] in allowed, f"{what} ended as `{item['status']}`, where `rejected` was due.")
    expect("thumbnail_key" not in item, f"{what} got a thumbnail.")
    return f"{what} ended as `{item['status']}` ({item.get('reason', 'no reason')})."


@check("second PUT", "Look whether URLs sign `If-None-Match`, and whether `enforce_write_once` is on.")
def _second_put(to: Deployment) -> str:
    permission, _ = to.clean
    answer = to.put(permission, picture())
    expect(answer.status == 412, f"S3 answered {answer.status} to a second PUT, where 412 was due.")
    stripped = {
        name: value for name, value in permission["headers"].items() if name.lower() != "if-none-match"
    }
    bare = to.put({**permission, "headers": stripped}, picture())
    expect(
        bare.status == 403, f"S3 answered {bare.status} to a PUT without If-None-Match, where 403 was due."
    )
    return "The same URL writes once."


@check(
    "wrong secret",
    "Look at the auth secret's versions and at the presigned-URL function: it accepts wrong secrets.",
)
def _wrong_secret(to: Deployment) -> str:
    for what, headers in (
        ("no secret", {}),
        ("an empty secret", {AUTH_HEADER: ""}),
        ("a wrong secret", {AUTH_HEADER: uuid.uuid4().hex}),
    ):
        answer = to.get(headers)
        expect(answer.status == 403, f"The API answered {answer.status} to {what}, where 403 was due.")
        expect(
            to.secret not in answer.body.decode(errors="replace"), f"The answer to {what} shows the secret."
        )
    return "No secret, an empty one and a wrong one get 403."


@check(
    "preflight",
    "Name the page's origin in `cors_allowed_origins`, and look whether WAF lets OPTIONS through without the "
    "auth header.",
)
def _preflight(to: Deployment) -> str:
    asked = {
        "User-Agent": USER_AGENTS[-1],
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": AUTH_HEADER,
    }
    unknown = to.send("OPTIONS", to.api_url, {**asked, "Origin": UNKNOWN_ORIGIN}, None)
    allowed = unknown.headers.get("access-control-allow-origin")
    expect(
        allowed is None,
        f"A page of any origin may read the API: it answered `{allowed}` to {UNKNOWN_ORIGIN}.",
    )
    expect(unknown.status in {200, 204}, f"The API answered {unknown.status} to a preflight.")
    if to.origin is None:
        return "A preflight passes, and an unknown origin is not allowed. No --origin was named to try."
    api = to.send("OPTIONS", to.api_url, {**asked, "Origin": to.origin}, None)
    _expect_allowed(api, to.origin, "The API")
    permission = to.permission()
    headers = ",".join(sorted(name.lower() for name in permission["headers"]))
    asked |= {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": headers}
    bucket = to.send("OPTIONS", permission["upload_url"], {**asked, "Origin": to.origin}, None)
    _expect_allowed(bucket, to.origin, "The bucket")
    return f"Pages of {to.origin} may ask the API and write to the bucket, others may not."


def _expect_allowed(answer: Answer, origin: str, what: str) -> None:
    allowed = answer.headers.get("access-control-allow-origin")
    expect(
        answer.status in {200, 204} and allowed in {origin, "*"},
        f"{what} answered {answer.status} to a preflight of {origin}, and allows {allowed or 'no origin'}.",
    )


@check(
    "own clients", "Look at WAF's log for the rule that blocked, and count it with `waf.count_managed_rules`."
)
def _own_clients(to: Deployment) -> str:
    for agent in USER_AGENTS:
        status = to.get({AUTH_HEADER: to.secret, "User-Agent": agent}).status
        expect(status == 200, f"The API answered {status} to the user agent `{agent}`.")
    return f"{len(USER_AGENTS)} kinds of clients get a URL."


@check(
    "answer's headers", "Look whether a proxy in front changes headers, and deploy the packages of a release."
)
def _answer_headers(to: Deployment) -> str:
    headers = to.get().headers
    for name, value in (
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("content-type", "application/json"),
    ):
        found = headers.get(name, "missing")
        expect(found.startswith(value), f"The header {name} is `{found}`, where `{value}` was due.")
    return "The answer with a URL may not be stored, and is JSON."


@check("public access", "Apply again: the module sets all four blocks. Look who changed them in CloudTrail.")
def _public_access(to: Deployment) -> str:
    try:
        blocks = to.s3.get_public_access_block(Bucket=to.bucket)["PublicAccessBlockConfiguration"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchPublicAccessBlockConfiguration":
            raise
        blocks = {}
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    missing = [name for name in names if not blocks.get(name)]
    expect(not missing, f"The bucket does not have {', '.join(missing)}.")
    return "The bucket has all four public access blocks."


@check("anonymous reading", "Look at the bucket's policy for a statement whose principal is everyone.")
def _anonymous_reading(to: Deployment) -> str:
    permission, item = to.clean
    upload = permission["upload_url"].partition("?")[0]
    file = quote(permission["file_key"])
    expect(upload.endswith(file), "The URL's path does not end with the file's key.")
    root = upload.removesuffix(file)
    for what, url in (
        ("a file", upload),
        ("a thumbnail", root + quote(item.get("thumbnail_key", "thumbnails/x"))),
        ("the list of files", f"{root}?list-type=2"),
    ):
        status = to.send("GET", url, {}, None).status
        expect(
            status in {401, 403}, f"S3 answered {status} to an anonymous GET of {what}, where 403 was due."
        )
    return "Without a signature nothing can be read or listed."


@check("plain HTTP", "Apply again: the bucket's policy denies requests without TLS.")
def _plain_http(to: Deployment) -> str:
    permission, _ = to.clean
    signed = to.s3.generate_presigned_url(
        "get_object", Params={"Bucket": to.bucket, "Key": permission["file_key"]}, ExpiresIn=300
    )
    if not signed.startswith("https:"):
        raise NotApplicableError("This endpoint of S3 speaks only plain HTTP.")
    status = _readable(to, signed)
    expect(
        status == 200,
        f"S3 answered {status} to the caller's own signed GET over TLS, so plain HTTP was not tested.",
    )
    try:
        status = to.send("GET", signed.replace("https:", "http:", 1), {}, None).status
    except (OSError, http.client.HTTPException):
        return "Nothing answers a signed GET over plain HTTP."
    expect(status != 200, "S3 gives a file over plain HTTP.")
    return f"A signed GET that is fine over TLS gets {status} over plain HTTP."


def _readable(to: Deployment, signed: str) -> int:
    """Return S3's answer to a signed GET. Wait while it is denied: the scanner's tag may be missing."""
    deadline = time.monotonic() + (to.wait if to.scanner else 0)
    while (status := to.send("GET", signed, {}, None).status) == 403 and time.monotonic() < deadline:
        time.sleep(0.2)
    return status


@check(
    "TLS versions",
    "Give the API a domain of its own (`api_image_upload_domain_name`), which has a TLS policy, and "
    "set `disable_execute_api_endpoint`.",
)
def _tls_versions(to: Deployment) -> str:
    parts = urlsplit(to.api_url)
    expect(parts.scheme == "https", "The API's URL is not HTTPS.")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # only the version is tested
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # else this machine's OpenSSL would refuse the old version
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old = _handshake(parts.netloc, context)
    if old == "NO_PROTOCOLS_AVAILABLE":
        raise NotApplicableError("This machine's OpenSSL cannot speak TLS 1.1, so it cannot test that.")
    expect(old is not None, "The API speaks TLS 1.1 or older.")
    new = _handshake(parts.netloc, to.trust)
    expect(new is None, f"The API's certificate or TLS 1.2 and newer are refused here ({new}).")
    return "The API speaks TLS 1.2 or newer alone, with a certificate that is trusted here."


def _handshake(netloc: str, context: ssl.SSLContext) -> str | None:
    """Return why the handshake failed; None if it succeeded."""
    connection = http.client.HTTPSConnection(netloc, timeout=SECONDS, context=context)
    try:
        connection.connect()
    except ssl.SSLError as error:
        return error.reason or "refused"
    except ConnectionResetError:
        return "reset"
    finally:
        connection.close()
    return None


@check("WAF", "Set `enable_waf`, and look whether `waf.count_rules` lets the rules count instead of block.")
def _web_acl(to: Deployment) -> str:
    if to.waf == "none":
        raise NotApplicableError("Told that there is no web ACL (--no-waf).")
    acl = to.wafv2.get_web_acl_for_resource(ResourceArn=_stage_arn(to)).get("WebACL")
    expect(acl, "No web ACL is associated with the API's stage.")
    if to.waf == "stored":
        return "A web ACL is associated with the stage. This engine stores it and blocks nothing."
    expect(to.get().status == 200, "A valid request gets no URL, so a block would prove nothing.")
    status = to.get(filename=ATTACK).status
    expect(status == 403, f"The API answered {status} to a script as an argument, where WAF's 403 was due.")
    return "A web ACL is associated with the stage, and blocks a script as an argument."


def _stage(to: Deployment) -> tuple[str, str]:
    """Return the ids of the REST API and of its stage."""
    parts = urlsplit(to.api_url)
    words = parts.path.strip("/").split("/")
    host = parts.hostname or ""
    if found := re.search(r"/_aws/execute-api/([^/]+)/([^/]+)/", parts.path):  # LocalStack's interface
        return found[1], found[2]
    if ".execute-api." in host:
        return host.partition(".")[0], words[0]
    (mapping, *_) = to.apigateway.get_base_path_mappings(domainName=host)["items"]
    return mapping["restApiId"], mapping["stage"]


def _stage_arn(to: Deployment) -> str:
    api, stage = _stage(to)
    meta = to.apigateway.meta
    return f"arn:{meta.partition}:apigateway:{meta.region_name}::/restapis/{api}/stages/{stage}"


@check(
    "API Gateway's log role",
    "Give the account and region a role for API Gateway's logs, or set `create_api_gateway_account_role` in "
    "one instance.",
)
def _log_role(to: Deployment) -> str:
    api, stage = _stage(to)
    if not to.apigateway.get_stage(restApiId=api, stageName=stage).get("accessLogSettings"):
        raise NotApplicableError("The stage has no access log (enable_access_logs = false).")
    expect(
        to.apigateway.get_account().get("cloudwatchRoleArn"),
        "API Gateway has no CloudWatch role in this account and region, so that no access log is written.",
    )
    return "API Gateway has a CloudWatch role in this account and region."


@check("expired URL", "Look at `lambda_upload_presigned_url_expiration_time_s` and at this machine's clock.")
def _expired_url(to: Deployment) -> str:
    permission, came = to.early
    lifetime = int(permission["expires_in"])
    query = parse_qs(urlsplit(permission["upload_url"]).query)
    signed = query.get("X-Amz-Expires", ["no time"])[0]
    expect(signed == str(lifetime), f"The answer says {lifetime} s and its URL is signed for {signed}.")
    longer = permission["upload_url"].replace(f"X-Amz-Expires={signed}", "X-Amz-Expires=604800")
    status = to.put({**permission, "upload_url": longer}, picture()).status
    expect(status == 403, f"S3 answered {status} to a URL whose expiry was changed, where 403 was due.")
    left = came + lifetime + 2 - time.monotonic()
    if left > to.expiry_wait:
        raise NotApplicableError(
            f"The URL lives for {left:.0f} s more: --expiry-wait {left:.0f} waits for it."
        )
    time.sleep(max(left, 0))
    status = to.put(permission, picture()).status
    expect(status == 403, f"S3 answered {status} to a URL that had expired, where 403 was due.")
    return f"A URL that is older than its {lifetime} s is refused."


@check("names in base64url", "Take release 2.0.0 or newer, and look at WAF's log.", NAME_CHECKS)
def _names_in_base64url(to: Deployment) -> str:
    if _error(_name_answer(to, "a", encoded=True)).get("code") == "missing_parameter":
        raise NotApplicableError("This release does not know filenameBase64url.")
    for name in NAMES:
        _expect_named(to, _name_answer(to, name, encoded=True), name)
    return f"{len(NAMES)} odd names get a URL."


@check(
    "names as text",
    "Send `filenameBase64url` in place of `filename`: WAF reads the latter as text.",
    NAME_CHECKS,
)
def _names_as_text(to: Deployment) -> str:
    blocked = 0
    for name in NAMES:
        answer = _name_answer(to, name, encoded=False)
        # WAF blocks some of these names, as documented. The functions refuse none.
        if answer.status == 403 and to.waf == "enforced":
            blocked += 1
        else:
            _expect_named(to, answer, name)
    expect(blocked < len(NAMES), "WAF blocks every name, plain ones among them.")
    return f"{len(NAMES) - blocked} of {len(NAMES)} odd names get a URL; WAF blocks {blocked}, as documented."


def _name_answer(to: Deployment, name: str, *, encoded: bool) -> Answer:
    if not encoded:
        return to.get(filename=name)
    return to.get(filenameBase64url=base64.urlsafe_b64encode(name.encode()).decode().rstrip("="))


def _expect_named(to: Deployment, answer: Answer, name: str) -> None:
    shown = name if len(name) <= 40 else f"{name[:12]}... ({len(name)} characters)"
    expect(answer.status == 200, f"The API answered {answer.status} to the name `{shown}`{_reason(answer)}.")
    folder = f"uploads/{to.user}/"
    key = str(answer.json().get("file_key", ""))
    expect(
        key.startswith(folder) and "/" not in key.removeprefix(folder) and ".." not in key,
        f"The name `{shown}` led out of the user's folder: `{key}`.",
    )


def verify(to: Deployment, *, names: bool = False) -> Iterator[Result]:
    """Run the checks and yield their results; the last result is that of the cleanup."""
    checks = [*CHECKS[:-1], *(NAME_CHECKS if names else ()), CHECKS[-1]]  # the check that waits comes last
    try:
        with suppress(ProblemError, OSError, http.client.HTTPException):  # the checks report this problem
            _ = to.early
        for each in checks:
            yield _ask(each, to)
    finally:
        removed = _ask(CLEANUP, to)
    yield removed


def _ask(asked: Check, to: Deployment) -> Result:
    if reason := to.lacks.get(asked.name):
        return Result(NOT_APPLICABLE, asked.name, reason)
    try:
        return Result(PASSED, asked.name, asked.run(to))
    except NotApplicableError as reason:
        return Result(NOT_APPLICABLE, asked.name, str(reason))
    except ProblemError as problem:
        return Result(FAILED, asked.name, str(problem), asked.remedy)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        sentence = f"AWS answered {code} to the caller's {error.operation_name}."
        return Result(FAILED, asked.name, sentence, f"Check the caller's permissions. {asked.remedy}")
    except (BotoCoreError, OSError, http.client.HTTPException, LookupError, ValueError) as error:
        sentence = f"The check could not run: {type(error).__name__}: {error}".replace(
            to.secret, "(the secret)"
        )
        return Result(FAILED, asked.name, sentence, asked.remedy)


def remove(to: Deployment) -> str:
    """Delete every version and item of this run's user, and check that they are gone."""
    folders = [f"{prefix}/{to.user}/" for prefix in ("uploads", "thumbnails")]
    found = [version for folder in folders for version in to.versions(folder, markers=True)]
    for key, version in found:
        to.s3.delete_object(Bucket=to.bucket, Key=key, VersionId=version)
    items = _items(to)
    for item in items:
        to.tables.delete_item(TableName=to.table, Key=item)
    expect(
        not any(list(to.versions(folder, markers=True)) for folder in folders) and not _items(to),
        f"Versions or items of the user {to.user} are left.",
    )
    return f"{len(found)} versions and {len(items)} items of this run are gone."


def _items(to: Deployment) -> list[dict[str, Any]]:
    pages = to.tables.get_paginator("query").paginate(
        TableName=to.table,
        KeyConditionExpression="user_id = :user",
        ExpressionAttributeValues={":user": {"S": to.user}},
        ProjectionExpression="user_id, file_key",
        ConsistentRead=True,
    )
    return [item for page in pages for item in page["Items"]]


CLEANUP = Check("removal", "Delete this user's folders and items by hand.", remove)


def table_of(results: list[Result]) -> str:
    """Return the results as a table of text; each failure has its remedy on a second line."""
    width = max(len(result.name) for result in results)
    lines = []
    for result in results:
        lines.append(f"{result.outcome:4}  {result.name:{width}}  {result.sentence}")
        if result.remedy:
            lines.append(f"{'':4}  {'':{width}}  -> {result.remedy}")
    failures = sum(result.outcome == FAILED for result in results)
    lines.append(f"{failures} of {len(results)} failed." if failures else "All is well.")
    return "\n".join(lines)


def picture() -> bytes:
    """Return a PNG of 64 x 64 grey pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * 64) * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def virus() -> bytes:
    """Return the EICAR test file. Two parts are joined, so that scanners do not report this source file."""
    return b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def sender(trust: ssl.SSLContext) -> Send:
    """Return a function that sends one HTTP request; `trust` has the TLS settings for HTTPS."""

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        parts = urlsplit(url)
        connection = (
            http.client.HTTPSConnection(parts.netloc, timeout=SECONDS, context=trust)
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
        )
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            received = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, received, response.read())
        finally:
            connection.close()

    return send


def _error(answer: Answer) -> dict[str, Any]:
    error = answer.json().get("error")
    return error if isinstance(error, dict) else {}


def _reason(answer: Answer) -> str:
    """Return the error code of the API or of S3 in parentheses; an empty text if there is none."""
    code = _error(answer).get("code")
    if code is None:
        found = re.search(rb"<Code>(\w+)</Code>", answer.body)
        code = found[1].decode() if found else None
    return f" ({code})" if code else ""


def _secret(options: argparse.Namespace, connect: Callable[..., Any]) -> str:
    if options.secret_stdin:
        secret = sys.stdin.readline().rstrip("\r\n")
    elif options.secret_name:
        manager = connect("secretsmanager", region_name=options.region)
        try:
            text = manager.get_secret_value(SecretId=options.secret_name)["SecretString"]
            secret = str(json.loads(text)[SECRET_KEY])
        except (ValueError, KeyError, TypeError):
            raise ProblemError(
                f"The secret {options.secret_name} is not a JSON object with the key {SECRET_KEY}."
            ) from None
    else:
        secret = os.environ.get(SECRET_VARIABLE, "")
    if not secret:
        raise ProblemError(
            f"There is no auth secret: set {SECRET_VARIABLE}, or use --secret-name or --secret-stdin."
        )
    return secret


def _s3_config() -> Config:
    """Return S3's settings for regional SigV4 URLs: path-style for emulators, which have no subdomains."""
    style: Literal["path", "virtual"] = "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"
    return Config(signature_version="s3v4", s3={"addressing_style": style})


def main(
    arguments: list[str] | None = None,
    connect: Callable[..., Any] = boto3.client,
    say: Callable[[str], None] = print,
) -> int:
    """Run the command. Return the exit status: 0, 1 or 2; see the module's docstring."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--api-url", required=True, help="the module's output api_url")
    parser.add_argument("--bucket", required=True, help="the module's output uploads_bucket_id")
    parser.add_argument("--table", required=True, help="the module's output metadata_table_name")
    parser.add_argument("--region", help="the deployment's AWS region; default: the shell's")
    parser.add_argument(
        "--secret-name", help="read the auth secret from Secrets Manager: output auth_secret_name"
    )
    parser.add_argument(
        "--secret-stdin", action="store_true", help="read the auth secret from standard input"
    )
    parser.add_argument("--scanner", help="the scanner's name, bucketav or guardduty; default: no scanner")
    parser.add_argument("--no-waf", action="store_true", help="the deployment has enable_waf = false")
    parser.add_argument("--origin", help="one of the pages' origins in cors_allowed_origins")
    parser.add_argument(
        "--max-upload-bytes", type=int, default=10 * 1024 * 1024, help="input upload_max_bytes"
    )
    parser.add_argument("--wait", type=float, default=120, help="seconds to wait for a verdict")
    add_common(parser)
    options = parser.parse_args(arguments)
    try:
        secret = _secret(options, connect)
        names = ("dynamodb", "apigateway", "wafv2")
        clients = {name: connect(name, region_name=options.region) for name in names}
        clients["s3"] = connect("s3", region_name=options.region, config=_s3_config())
    except (ProblemError, ClientError, BotoCoreError) as error:
        say(str(error))
        return 2
    trust = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
    deployment = Deployment(
        api_url=options.api_url,
        bucket=options.bucket,
        table=options.table,
        secret=secret,
        s3=clients["s3"],
        tables=clients["dynamodb"],
        apigateway=clients["apigateway"],
        wafv2=clients["wafv2"],
        send=sender(trust),
        trust=trust,
        scanner=options.scanner,
        waf="none" if options.no_waf else "enforced",
        origin=options.origin,
        max_bytes=options.max_upload_bytes,
        wait=options.wait,
        expiry_wait=options.expiry_wait,
    )
    results = list(verify(deployment, names=options.names))
    say(table_of(results))
    return int(any(result.outcome == FAILED for result in results))


def add_common(parser: argparse.ArgumentParser, expiry_wait: float = 900) -> None:
    """Add the options that the command for the local stack has too."""
    parser.add_argument("--names", action="store_true", help="test odd file names too")
    parser.add_argument(
        "--expiry-wait",
        type=float,
        default=expiry_wait,
        metavar="SECONDS",
        help=f"wait at most this long for a URL to expire (default: {expiry_wait:.0f})",
    )


if __name__ == "__main__":
    sys.exit(main())
