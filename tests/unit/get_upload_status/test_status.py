"""The whole function, from API Gateway's event to its answer, with a secret and a table of our own."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
import retrying_call
import trustme
from api_environment import SettingsError
from hypothesis import given
from hypothesis import strategies as st
from metadata_item import Item, Status, UploadName
from query_parameters import ParameterError
from status_request import ForeignKeyError, parse_status_request
from status_settings import read_status_settings
from user_folder import user_folder

from tests.unit.get_presigned_url.interface import violations
from tests.unit.get_presigned_url.secret_server import SecretServer, error, raw
from tests.unit.handlers import load_handler

AUTH = "x-api-gateway-img-upload-auth"
SECRET = "open sesame"  # noqa: S105 - the test's own
KEY = "uploads/u-1/0f8b5c1d9f0e4a7f8f1a2b3c4d5e6f70_My cat.png"
THUMBNAIL = "thumbnails/u-1/0f8b5c1d9f0e4a7f8f1a2b3c4d5e6f70_My cat.0123456789ab.png"
ITEM = Item(
    user_id="u-1",
    file_key=KEY,
    status=Status.PROCESSED,
    uploaded_at="2026-11-28T10:00:00Z",
    processed_at="2026-11-28T10:00:01.000001Z",
    version_id="v1",
    etag="abc",
    size=48213,
    content_type="image/png",
    width=640,
    height=480,
    thumbnail_key=THUMBNAIL,
)
ENVIRONMENT = {
    "METADATA_TABLE": "dev-uploads-metadata",
    "UPLOADS_BUCKET": "dev-uploads",
    "UPLOADS_PREFIX": "uploads/",
    "THUMBNAIL_URL_SECONDS": "0",
    "AUTH_SECRET_ID": "dev/image-upload/secrets",
    "AUTH_SECRET_CACHE_SECONDS": "60",
    "CORS_ALLOWED_ORIGINS": '["https://app.example.com"]',
    "DNS_SUFFIX": "amazonaws.com",
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret-access-key",
    "AWS_SESSION_TOKEN": "session-token",
}


class Seen(NamedTuple):
    status: int
    headers: dict[str, str]
    body: dict[str, Any]


class World:
    """The function, started cold at its first call, and what its server holds and saw."""

    def __init__(self, server: SecretServer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server = server
        self._handler: Any = None
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        for service in ("SECRETS_MANAGER", "DYNAMODB"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", server.url)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(server.ca_file))
        server.set_secret(SECRET)

    def ask(self, method: str = "GET", auth: str | None = SECRET, **parameters: str) -> Seen:
        self._handler = self._handler or load_handler("get_upload_status").handler
        event = {
            "httpMethod": method,
            "headers": {} if auth is None else {AUTH: auth},
            "queryStringParameters": parameters or {"userId": "u-1", "fileKey": KEY},
        }
        answer = self._handler(event, SimpleNamespace(aws_request_id="request-1"))
        seen = Seen(answer["statusCode"], answer["headers"], json.loads(answer["body"] or "{}"))
        assert [*violations(method, seen.status, seen.headers, seen.body, "/upload-status")] == []
        assert seen.headers["Cache-Control"] == "no-store"
        return seen

    @property
    def table_calls(self) -> list[dict[str, Any]]:
        return [
            json.loads(call.body)
            for call in self.server.received
            if call.headers["x-amz-target"].startswith("DynamoDB")
        ]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    authority = trustme.CA()
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(ca_file)
    with SecretServer(authority.issue_cert("localhost"), ca_file).running() as server:
        yield World(server, monkeypatch)


def shown(item: Item) -> dict[str, Any]:
    return {name: int(v["N"]) if "N" in v else v["S"] for name, v in item.to_attributes().items()}


def test_an_upload_has_the_status_that_its_item_has(world: World) -> None:
    world.server.items[KEY] = ITEM.to_attributes()

    assert world.ask()[::2] == (200, shown(ITEM))
    (call,) = world.table_calls
    assert call == {
        "TableName": "dev-uploads-metadata",
        "Key": {"user_id": {"S": "u-1"}, "file_key": {"S": KEY}},
        "ConsistentRead": True,
    }


def test_every_attribute_of_an_item_is_shown_and_nothing_else(world: World) -> None:
    ours = {"waiting_since": {"S": "x"}, "thumbnails": {"M": {"large": {"S": "thumbnails/l"}}}}
    world.server.items[KEY] = {**ITEM.to_attributes(), **ours, "etag": {"BOOL": True}}

    expected = {**shown(ITEM), "thumbnails": {"large": "thumbnails/l"}}
    del expected["etag"]  # of a type that no item has
    assert world.ask().body == expected


def test_without_an_item_an_upload_is_pending(world: World) -> None:
    assert world.ask().body == {"user_id": "u-1", "file_key": KEY, "status": "pending"}


def test_an_upload_that_arrived_and_waits_says_since_when(world: World) -> None:
    world.server.items[KEY] = {
        "user_id": {"S": "u-1"},
        "file_key": {"S": KEY},
        "status": {"S": "pending"},
        "uploaded_at": {"S": "2026-11-28T10:00:00Z"},
    }
    assert world.ask().body["uploaded_at"] == "2026-11-28T10:00:00Z"


def test_user_and_key_can_come_in_base64url(world: World) -> None:
    key = "uploads/auth0!7C17/0_猫' or 1=1 --.png"
    encoded = {"userIdBase64url": "auth0|17", "fileKeyBase64url": key}
    sent = {name: urlsafe_b64encode(text.encode()).decode() for name, text in encoded.items()}

    assert world.ask(**sent).body == {"user_id": "auth0|17", "file_key": key, "status": "pending"}


@pytest.mark.parametrize(
    "key",
    ["uploads/u-2/x.png", "uploads/u-1", "uploads/u-1/", "uploads/u-10/x.png", "thumbnails/u-1/x.png", "x"],
)
def test_a_key_outside_the_users_folder_is_forbidden_and_not_looked_up(world: World, key: str) -> None:
    seen = world.ask(userId="u-1", fileKey=key)

    assert (seen.status, seen.body) == (403, {"error": {"code": "forbidden", "message": "Forbidden"}})
    assert world.table_calls == []


@pytest.mark.parametrize(
    ("parameters", "code", "parameter"),
    [
        ({"fileKey": KEY}, "missing_parameter", "userId"),
        ({"userId": "u-1"}, "missing_parameter", "fileKey"),
        ({"userId": "u/1", "fileKey": KEY}, "invalid_parameter", "userId"),
        ({"userId": "u-1", "fileKey": f"uploads/u-1/{'x' * 1013}"}, "invalid_parameter", "fileKey"),
        ({"userId": "u-1", "fileKey": "uploads/u-1/\ud83d"}, "invalid_parameter", "fileKey"),
        ({"userId": "u-1", "fileKeyBase64url": "%"}, "invalid_parameter", "fileKeyBase64url"),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_named(
    world: World, parameters: dict[str, str], code: str, parameter: str
) -> None:
    seen = world.ask(**parameters)

    assert seen.status == 400
    assert (seen.body["error"]["code"], seen.body["error"]["parameter"]) == (code, parameter)
    assert world.table_calls == []


@pytest.mark.parametrize("auth", [None, "", "wrong"])
def test_who_does_not_know_the_secret_learns_nothing(world: World, auth: str | None) -> None:
    world.server.items[KEY] = ITEM.to_attributes()

    assert world.ask(auth=auth).status == 403
    assert world.table_calls == []


def test_a_browser_may_ask_whether_it_may_ask(world: World) -> None:
    assert world.ask("OPTIONS", auth=None).status == 204
    assert world.server.received == []


def test_no_other_method_is_known(world: World) -> None:
    assert world.ask("POST").status == 405


@pytest.mark.parametrize("times", [1, 2])
def test_a_table_that_stumbles_is_asked_again(
    world: World, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying_call, "FIRST_PAUSE_SECONDS", 0)
    world.server.items[KEY] = ITEM.to_attributes()
    world.ask()
    world.server.faults.extend([error(400, "ProvisionedThroughputExceededException")] * times)

    assert world.ask().body["status"] == "processed"


@pytest.mark.parametrize(
    "fault", [error(400, "AccessDeniedException"), error(500, "InternalServerError"), raw(b"nonsense")]
)
def test_a_table_that_does_not_answer_is_our_fault_and_no_status(
    world: World, fault: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(retrying_call, "FIRST_PAUSE_SECONDS", 0)
    world.ask()
    world.server.faults.extend([fault] * retrying_call.ATTEMPTS)

    assert (world.ask().status, "GetItem" in capsys.readouterr().out) == (500, True)


def test_thumbnails_get_urls_where_that_is_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUMBNAIL_URL_SECONDS", "120")
    sizes = {"thumbnails": {"M": {"default": {"S": THUMBNAIL}, "large": {"S": "thumbnails/u-1/l x.png"}}}}
    world.server.items[KEY] = {**ITEM.to_attributes(), **sizes}

    body = world.ask().body

    assert body["thumbnail_urls_expire_in"] == 120
    assert list(body["thumbnail_urls"]) == ["default", "large"]
    url = urlsplit(body["thumbnail_urls"]["large"])
    assert (url.scheme, url.netloc) == ("https", "dev-uploads.s3.eu-central-1.amazonaws.com")
    assert url.path == "/thumbnails/u-1/l%20x.png"
    assert parse_qs(url.query)["X-Amz-Expires"] == ["120"]
    assert parse_qs(url.query)["X-Amz-SignedHeaders"] == ["host"]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.INFECTED])
def test_what_has_no_thumbnail_gets_no_url(
    world: World, status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUMBNAIL_URL_SECONDS", "120")
    attributes = {**ITEM.to_attributes(), "status": {"S": status.value}}
    del attributes["thumbnail_key"]
    world.server.items[KEY] = attributes

    assert "thumbnail_urls" not in world.ask().body


@pytest.mark.parametrize(
    ("name", "value"),
    [("METADATA_TABLE", ""), ("THUMBNAIL_URL_SECONDS", "3601"), ("THUMBNAIL_URL_SECONDS", "-1")],
)
def test_a_setting_that_cannot_be_meant_stops_the_function(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_status_settings({**ENVIRONMENT, name: value})


@given(st.text(), st.text())
def test_a_request_is_for_an_item_of_its_user_or_it_is_refused(user_id: str, file_key: str) -> None:
    for key in (file_key, f"uploads/{user_folder(user_id)}/{file_key}"):
        parameters: Mapping[str, tuple[object, ...]] = {"userId": (user_id,), "fileKey": (key,)}
        try:
            wanted = parse_status_request(parameters, "uploads/")
        except (ParameterError, ForeignKeyError):
            continue
        name = UploadName.parse(wanted.file_key, "uploads/")
        assert wanted.file_key.endswith("/") or (name and name.user_id == user_id)
