"""Each check of `verify` passes on a sound deployment, and fails with its sentence on one that is broken."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import boto3
import pytest
import trustme
from botocore.exceptions import ClientError

from operations import verify_deployment as program
from operations.verify_deployment import FAILED, NOT_APPLICABLE, PASSED, Answer, Deployment, table_of, verify

SECRET = "s3cr3t-of-the-test"  # noqa: S105
ORIGIN = "https://app.example.com"
LIMIT = 5000
API, BUCKET = "https://api123.execute-api.eu-central-1.amazonaws.com/v1/upload-url", "https://b.s3.test/"


class World:
    """A deployment in memory, sound but for what `broken` names."""

    def __init__(self, broken: str = "", *, scanner: str | None = "bucketav", lifetime: int = 0) -> None:
        self.broken, self.scanner, self.lifetime = broken, scanner, lifetime
        self.objects: dict[str, bytes] = {"uploads/somebody/1_cat.png": b"theirs"}
        self.items: dict[tuple[str, str], dict[str, str]] = {("somebody", "uploads/somebody/1_cat.png"): {}}
        self.denied = 0  # how many signed GETs are refused before the scanner's tag is there
        self.asked, self.first = 0, ""  # the first permission's key: `verify` lets that URL expire
        self.meta = SimpleNamespace(partition="aws", region_name="eu-central-1")

    def deployment(self, trust: ssl.SSLContext, api_url: str = API, **changes: Any) -> Deployment:
        given: dict[str, Any] = {
            "api_url": api_url,
            "bucket": "b",
            "table": "t",
            "secret": SECRET,
            "send": self.send,
            **dict.fromkeys(("s3", "tables", "apigateway", "wafv2"), self),
            "trust": trust,
            "scanner": self.scanner,
            "origin": ORIGIN,
            "max_bytes": LIMIT,
            "wait": 0,
        }
        return Deployment(**{**given, **changes})

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.scheme == "http":
            if self.broken == "http":
                return Answer(200, {}, b"")
            raise ConnectionResetError("nothing here")
        if method == "OPTIONS":
            allowed = {ORIGIN: ORIGIN} if self.broken != "origin" else {}
            found = "*" if self.broken == "any-origin" else allowed.get(headers["Origin"])
            status = 403 if self.broken == "preflight" else 204
            return Answer(status, {"access-control-allow-origin": found} if found else {}, b"")
        if parts.netloc == "b.s3.test":
            return self._s3(method, unquote(parts.path[1:]), query, headers, body or b"")
        return self._api(query, headers)

    def _api(self, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        if headers.get(program.AUTH_HEADER) != SECRET and self.broken != "open":
            return _error(403, "forbidden")
        if self.broken == "client" and headers["User-Agent"].startswith("python-requests"):
            return _error(403, "forbidden")
        name = query.get("filename", "")
        if "<script>" in name and self.broken != "waf-counts":
            return _error(403, "forbidden")
        if encoded := query.get("filenameBase64url"):
            name = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
            if self.broken == "old-release":
                return _error(400, "missing_parameter", "filename")
        if self.broken == "name-refused" and name.endswith(".log"):
            return _error(400, "invalid_parameter", "filename")
        if int(query.get("size", 0)) > LIMIT and self.broken != "any-size":
            return _error(400, "invalid_parameter", "size")
        safe = name if self.broken == "name-escapes" else "".join(filter(str.isalnum, name))[:20] or "x"
        self.asked += 1
        key = f"uploads/{query['userId']}/{self.asked}_{safe}.png"
        self.first = self.first or key
        signed = 900 if self.broken == "expiry-said" else self.lifetime
        answer = {
            "upload_url": f"{BUCKET}{key}?X-Amz-Expires={signed}",
            "file_key": key,
            "method": "PUT",
            "headers": {"If-None-Match": "*"},
            "expires_in": self.lifetime,
        }
        cache = "public" if self.broken == "cached" else "no-store"
        sent = {
            "cache-control": cache,
            "x-content-type-options": "nosniff",
            "content-type": "application/json",
        }
        return Answer(200, sent, json.dumps(answer).encode())

    def _s3(
        self, method: str, key: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        if method == "GET" and "signed" in query and self.denied:
            self.denied -= 1
            return Answer(403, {}, b"<Code>AccessDenied</Code>")
        if method == "GET":
            return Answer(200 if "signed" in query or self.broken == "public" else 403, {}, b"")
        if query.get("X-Amz-Expires") == "604800" and self.broken != "expiry-open":
            return Answer(403, {}, b"<Code>SignatureDoesNotMatch</Code>")
        if "If-None-Match" not in headers and self.broken != "overwrite":
            return Answer(403, {}, b"<Code>SignatureDoesNotMatch</Code>")
        if key in self.objects and self.broken != "twice":
            return Answer(412, {}, b"")
        stretched = query.get("X-Amz-Expires") == "604800"
        if key == self.first and not stretched and self.broken != "immortal":
            return Answer(403, {}, b"<Code>AccessDenied</Code>")
        self.objects[key] = body
        self._process(key, body)
        return Answer(200, {}, b"")

    def _process(self, key: str, body: bytes) -> None:
        user = key.split("/")[1]
        status = "processed" if body[:4] == b"\x89PNG" and len(body) <= LIMIT else "rejected"
        if b"EICAR" in body:
            status = "infected"
            if self.broken != "virus-kept":
                del self.objects[key]
        status = {"believes": "processed", "unseen": "pending", "spoils": "rejected"}.get(self.broken, status)
        item = {"status": status}
        if status == "processed":
            item["thumbnail_key"] = key.replace("uploads/", "thumbnails/")
            if self.broken != "no-thumbnail":
                self.objects[item["thumbnail_key"]] = b"small"
        self.items[user, key] = item

    # What boto3's clients have.

    def get_item(self, *, Key: dict[str, dict[str, str]], **_: object) -> dict[str, Any]:  # noqa: N803
        item = self.items.get((Key["user_id"]["S"], Key["file_key"]["S"]))
        return {"Item": {name: {"S": value} for name, value in item.items()}} if item else {}

    def delete_item(self, *, Key: dict[str, dict[str, str]], **_: object) -> None:  # noqa: N803
        del self.items[Key["user_id"]["S"], Key["file_key"]["S"]]

    def delete_object(self, *, Key: str, **_: object) -> None:  # noqa: N803
        if self.broken != "undeletable":
            del self.objects[Key]

    def get_paginator(self, operation: str) -> Any:
        return SimpleNamespace(paginate=getattr(self, f"_{operation}"))

    def _list_object_versions(self, *, Prefix: str, **_: object) -> Iterator[dict[str, Any]]:  # noqa: N803
        yield {"Versions": [{"Key": k, "VersionId": "v"} for k in list(self.objects) if k.startswith(Prefix)]}

    def _query(self, *, ExpressionAttributeValues: Any, **_: object) -> Iterator[dict[str, Any]]:  # noqa: N803
        user = ExpressionAttributeValues[":user"]["S"]
        keys = [key for key in self.items if key[0] == user]
        yield {"Items": [{"user_id": {"S": key[0]}, "file_key": {"S": key[1]}} for key in keys]}

    def get_public_access_block(self, **_: object) -> dict[str, Any]:
        if self.broken == "denied":
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetPublicAccessBlock")
        names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        return {
            "PublicAccessBlockConfiguration": {n: self.broken != "blocks" or n != names[2] for n in names}
        }

    def generate_presigned_url(self, *_: object, Params: dict[str, str], **__: object) -> str:  # noqa: N803
        return f"{BUCKET}{Params['Key']}?signed=yes"

    def get_web_acl_for_resource(self, ResourceArn: str) -> dict[str, Any]:  # noqa: N803
        assert ResourceArn == "arn:aws:apigateway:eu-central-1::/restapis/api123/stages/v1"
        return {} if self.broken == "no-acl" else {"WebACL": {"Name": "b"}}

    def get_account(self) -> dict[str, Any]:
        return (
            {} if self.broken == "no-role" else {"cloudwatchRoleArn": "arn:aws:iam::123456789012:role/logs"}
        )

    def get_stage(self, **_: object) -> dict[str, Any]:
        return {} if self.broken == "no-log" else {"accessLogSettings": {"destinationArn": "arn"}}

    def get_base_path_mappings(self, **_: object) -> dict[str, Any]:
        return {"items": [{"restApiId": "api123", "stage": "v1"}]}


def _error(status: int, code: str, parameter: str | None = None) -> Answer:
    error = {"code": code, "message": "no", **({"parameter": parameter} if parameter else {})}
    return Answer(status, {}, json.dumps({"error": error}).encode())


@contextmanager
def tls_server(newest: ssl.TLSVersion, oldest: ssl.TLSVersion) -> Iterator[tuple[str, ssl.SSLContext]]:
    """A server that shakes hands and closes; yields its URL and a context that trusts it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = oldest, newest
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                try:
                    context.wrap_socket(connection, server_side=True).close()
                except OSError:
                    connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"https://127.0.0.1:{listener.getsockname()[1]}", trust
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def results(world: World, *, names: bool = True, **changes: Any) -> dict[str, program.Result]:
    """Verify, without the TLS versions, which only a server can show."""
    lacks = {"TLS versions": "not in memory"}
    deployment = world.deployment(ssl.create_default_context(), **{"lacks": lacks, **changes})
    return {result.name: result for result in verify(deployment, names=names)}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.verify_deployment.time.sleep", lambda _: None)


@pytest.mark.parametrize("scanner", [None, "bucketav"])
def test_all_is_well_with_a_sound_deployment_and_nothing_of_it_is_left(scanner: str | None) -> None:
    world = World(scanner=scanner)
    before = dict(world.objects), dict(world.items)

    found = results(world)

    assert "All is well." in table_of(list(found.values()))
    skipped = {name for name, result in found.items() if result.outcome == NOT_APPLICABLE}
    assert skipped == {"TLS versions"} | (set() if scanner else {"infected file"})
    assert (world.objects, world.items) == before


@pytest.mark.parametrize(
    ("broken", "name", "sentence"),
    [
        ("spoils", "clean file", "A clean picture ended as `rejected`"),
        ("unseen", "clean file", "no verdict on the upload"),
        ("no-thumbnail", "clean file", "the thumbnail that it names does not"),
        ("believes", "infected file", "The EICAR test file ended as `processed`"),
        ("virus-kept", "infected file", "can still be read"),
        ("believes", "disguised file", "A web page named .png ended as `processed`"),
        ("believes", "too large", "A picture above the limit ended as `processed`"),
        ("any-size", "too large", "answered 200 to a `size` above 5000 bytes"),
        ("twice", "second PUT", "answered 200 to a second PUT"),
        ("overwrite", "second PUT", "to a PUT without If-None-Match"),
        ("open", "wrong secret", "answered 200 to no secret"),
        ("preflight", "preflight", "answered 403 to a preflight"),
        ("origin", "preflight", "and allows no origin"),
        ("any-origin", "preflight", "A page of any origin may read the API"),
        ("client", "own clients", "user agent `python-requests"),
        ("cached", "answer's headers", "The header cache-control is `public`"),
        ("blocks", "public access", "does not have BlockPublicPolicy"),
        ("denied", "public access", "AWS answered AccessDenied to the caller's GetPublicAccessBlock"),
        ("public", "anonymous reading", "answered 200 to an anonymous GET of a file"),
        ("http", "plain HTTP", "gives a file over plain HTTP"),
        ("no-acl", "WAF", "No web ACL is associated"),
        ("waf-counts", "WAF", "answered 200 to a script"),
        ("no-role", "API Gateway's log role", "no CloudWatch role"),
        ("expiry-said", "expired URL", "says 0 s and its URL is signed for 900"),
        ("immortal", "expired URL", "to a URL that had expired"),
        ("expiry-open", "expired URL", "a URL whose expiry was changed"),
        ("name-refused", "names in base64url", "to the name `server.log` (invalid_parameter)"),
        ("name-refused", "names as text", "to the name `server.log`"),
        ("name-escapes", "names as text", "led out of the user's folder"),
        ("undeletable", "removal", "are left"),
    ],
)
def test_what_is_broken_fails_with_its_sentence_and_a_remedy(broken: str, name: str, sentence: str) -> None:
    result = results(World(broken))[name]

    assert result.outcome == FAILED
    assert sentence in result.sentence
    assert result.remedy
    assert "1 of 1 failed." in table_of([result])


@pytest.mark.parametrize(("scanner", "name"), [("bucketav", "BucketAV"), ("guardduty", "GuardDuty")])
def test_the_scanner_that_found_the_virus_is_named(scanner: str, name: str) -> None:
    assert results(World(scanner=scanner))["infected file"].sentence.startswith(f"{name} found")
    assert name in results(World("believes", scanner=scanner))["infected file"].sentence


@pytest.mark.parametrize(
    ("scanner", "wait", "outcome"), [("guardduty", 60, PASSED), ("guardduty", 0, FAILED), (None, 60, FAILED)]
)
def test_a_file_that_is_denied_until_its_tag_comes_is_asked_for_again(
    scanner: str | None, wait: float, outcome: str
) -> None:
    world = World(scanner=scanner)
    world.denied = 3

    result = results(world, wait=wait)["plain HTTP"]

    assert result.outcome == outcome, result.sentence


def test_a_url_that_lives_too_long_is_not_waited_for() -> None:
    result = results(World(lifetime=3600), expiry_wait=10)["expired URL"]

    assert result.outcome == NOT_APPLICABLE
    assert "--expiry-wait" in result.sentence


def test_a_release_without_base64url_is_not_asked_for_it() -> None:
    assert results(World("old-release"))["names in base64url"].outcome == NOT_APPLICABLE


def test_a_deployment_without_waf_is_not_asked_for_it() -> None:
    assert results(World("no-acl"), waf="none")["WAF"].outcome == NOT_APPLICABLE


def test_a_stage_without_access_log_needs_no_role() -> None:
    assert results(World("no-log"))["API Gateway's log role"].outcome == NOT_APPLICABLE


def test_the_stage_behind_a_domain_of_its_own_is_found() -> None:
    assert results(World(), api_url="https://uploads.example.com/upload-url")["WAF"].outcome == PASSED


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("oldest", "newest", "sentence"),
    [
        (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3, None),
        (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_3, "speaks TLS 1.1 or older"),
    ],
)
def test_old_tls_is_seen(oldest: ssl.TLSVersion, newest: ssl.TLSVersion, sentence: str | None) -> None:
    with tls_server(newest, oldest) as (url, trust):
        world = World()
        deployment = world.deployment(trust, url)
        (asked,) = (check for check in program.CHECKS if check.name == "TLS versions")
        if sentence is None:
            assert "1.2 or newer alone" in asked.run(deployment)
            deployment.trust = ssl.create_default_context()
            sentence = "certificate"
        with pytest.raises(program.ProblemError, match=sentence):
            asked.run(deployment)


class Manager:
    """Secrets Manager with one secret."""

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803
        return {"SecretString": json.dumps({program.SECRET_KEY: SECRET} if SecretId == "good" else {})}


def run(monkeypatch: pytest.MonkeyPatch, world: World, *arguments: str) -> tuple[int, str]:
    said: list[str] = []
    monkeypatch.setattr(program, "sender", lambda _: world.send)
    monkeypatch.setattr(
        program, "_handshake", lambda _, context: "old" if not context.check_hostname else None
    )
    common = (
        "--api-url",
        API,
        "--bucket",
        "b",
        "--table",
        "t",
        "--max-upload-bytes",
        str(LIMIT),
        "--wait",
        "0",
    )
    status = program.main(
        [*common, *arguments], lambda name, **_: Manager() if name == "secretsmanager" else world, said.append
    )
    return status, "\n".join(said)


@pytest.mark.parametrize(("broken", "status"), [("", 0), ("open", 1)])
def test_the_exit_status_says_whether_all_is_well_and_the_secret_is_not_shown(
    broken: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, said = run(monkeypatch, World(broken), "--secret-name", "good")

    assert found == status, said
    assert SECRET not in said


def test_without_a_secret_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(program.SECRET_VARIABLE, raising=False)

    assert run(monkeypatch, World())[0] == 2
    assert run(monkeypatch, World(), "--secret-name", "bad")[0] == 2


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_the_callers_own_urls_are_sigv4_and_not_redirected(
    region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    s3 = boto3.client("s3", region_name=region, config=program._s3_config())

    url = s3.generate_presigned_url("get_object", Params={"Bucket": "b-one", "Key": "k"})

    global_or_regional = {"us-east-1": "b-one.s3.amazonaws.com"}
    assert urlsplit(url).netloc == global_or_regional.get(region, f"b-one.s3.{region}.amazonaws.com")
    assert "X-Amz-Signature" in url
