"""The example's backend keeps the secret to itself, separates its users, and refuses other sites."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from local_aws.engine import ROOT

ORIGIN, SECRET = "http://127.0.0.1:8080", "the API's secret"
STORE = "https://bucket.s3.eu-central-1.amazonaws.com"
ENVIRONMENT = {
    "UPLOAD_API_URL": "https://api.example.com/v1/upload-url",
    "UPLOAD_API_SECRET": SECRET,
    "SESSION_KEY": "k" * 32,
    "PAGE_ORIGIN": ORIGIN,
    "UPLOAD_ORIGIN": STORE,
}
SCANNERS = ROOT / "lambdas/process_uploaded_file/scanners"
WANTED = {"filename": "cat", "ext": "jpg", "size": 3, "checksumSha256": "A" * 43 + "="}
KEY = "uploads/guest/0f8b5c1d9f0e4a7f8f1a2b3c4d5e6f70_cat.jpg"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / f"examples/web/{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def backend() -> Iterator[ModuleType]:
    yield load("backend")
    del sys.modules["backend"]


@pytest.fixture(scope="module")
def demo(backend: ModuleType) -> Iterator[ModuleType]:
    assert backend.PAGE.is_dir()
    yield load("demo_app")
    del sys.modules["demo_app"]


class Api:
    """Stands in for the upload API and for the backend's HTTP client."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.item: dict[str, Any] = {
            "status": "processed",
            "uploaded_at": "now",
            "thumbnail_urls": {"default": "u"},
        }

    def request(self, _: str, url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        assert headers == {"x-api-gateway-img-upload-auth": SECRET}
        self.asked.append((url.rpartition("/")[2], dict(fields)))
        body = (
            {"upload_url": f"{STORE}/x", "file_key": KEY, "method": "PUT", "headers": {}, "expires_in": 300}
            if url.endswith("upload-url")
            else self.item
        )
        return SimpleNamespace(
            status=self.status,
            data=json.dumps({"error": {"parameter": "ext"}}).encode(),
            headers={"Retry-After": "7"},
            json=lambda: body,
        )


@pytest.fixture
def api(backend: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Api:
    api = Api()
    monkeypatch.setattr(backend.urllib3, "PoolManager", lambda **_: api)
    return api


@pytest.fixture
def app(backend: ModuleType, demo: ModuleType, api: Api) -> Any:
    assert api.asked == []
    return demo.create_demo(backend.read_settings(ENVIRONMENT))


class Browser:
    """A browser with the page open: it sends the page's Origin and the CSRF token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.renew()

    def renew(self) -> None:
        self.csrf = json.loads(self.client.get("/api/session", base_url=ORIGIN).data)["csrf"]

    def post(self, path: str, body: object = None, **headers: str | None) -> Any:
        sent = {"Origin": ORIGIN, "X-CSRF-Token": self.csrf, **headers}
        given = {name: value for name, value in sent.items() if value is not None}
        return self.client.post(f"/api/{path}", json=body, base_url=ORIGIN, headers=given)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/{path}", base_url=ORIGIN)


def guest(app: Any) -> Browser:
    """Return a browser in which a guest has signed in."""
    browser = Browser(app.test_client())
    assert browser.post("sign-in").status_code == 200
    browser.renew()
    return browser


def test_a_guest_gets_a_url_and_the_verdict(app: Any, api: Api) -> None:
    browser = guest(app)
    given = browser.post("uploads", WANTED)
    assert given.status_code == 200
    assert given.json.keys() == {"upload_url", "method", "headers", "expires_in", "ticket"}
    told = browser.get(f"uploads/{given.json['ticket']}")
    assert told.json == {"status": "processed", "reason": None, "arrived": True, "thumbnail_url": "u"}
    (path, asked), (_, about) = api.asked
    assert path == "upload-url"
    assert (asked["size"], asked["checksumSha256"]) == ("3", WANTED["checksumSha256"])
    assert asked["userIdBase64url"] == about["userIdBase64url"]


def test_the_user_comes_from_the_session_whatever_a_request_says(app: Any, api: Api) -> None:
    one, other = guest(app), guest(app)
    for browser in (one, other):
        browser.post(
            "uploads", {**WANTED, "user_id": "victim", "userId": "victim", "userIdBase64url": "dmljdGlt"}
        )
    users = {fields["userIdBase64url"] for _, fields in api.asked}
    assert len(users) == 2
    assert "dmljdGlt" not in users


def test_another_users_upload_is_unknown(app: Any) -> None:
    one, other = guest(app), guest(app)
    ticket = one.post("uploads", WANTED).json["ticket"]
    assert other.get(f"uploads/{ticket}").status_code == 404
    assert one.get(f"uploads/{ticket}x").status_code == 404
    assert one.get(f"uploads/{ticket}").status_code == 200


def test_nobody_who_is_not_signed_in_gets_anything(app: Any, api: Api) -> None:
    browser = Browser(app.test_client())
    assert browser.post("uploads", WANTED).status_code == 401
    assert browser.get("uploads/x").status_code == 401
    assert api.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "https://evil.example.com"},
        {"X-CSRF-Token": None},
        {"X-CSRF-Token": "guessed"},
    ],
)
@pytest.mark.parametrize("path", ["uploads", "sign-in", "sign-out"])
def test_no_other_page_acts_in_the_users_name(
    app: Any, api: Api, path: str, headers: dict[str, str | None]
) -> None:
    assert guest(app).post(path, WANTED, **headers).status_code == 403
    assert api.asked == []


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app: Any) -> None:
    cookie = app.test_client().get("/api/session", base_url=ORIGIN).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_over_https_the_cookie_is_secure_and_of_this_host_alone(backend: ModuleType) -> None:
    settings = backend.read_settings({**ENVIRONMENT, "PAGE_ORIGIN": "https://photos.example.com"})
    client = backend.create_app(settings).test_client()
    cookie = client.get("/api/session", base_url="https://photos.example.com").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert client.get("/api/session", base_url="https://elsewhere.example.com").status_code == 400


@pytest.mark.parametrize("path", ["/", "/app.js", "/api/session", "/api/uploads/x", "/nowhere"])
def test_every_answer_has_the_content_security_policy(app: Any, path: str) -> None:
    with app.test_client().get(path, base_url=ORIGIN) as answer:
        policy = answer.headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["connect-src"] == f"'self' {STORE}"
    assert rules["frame-ancestors"] == "'none'"


def test_one_user_is_limited_and_others_are_not(backend: ModuleType, app: Any) -> None:
    one, other = guest(app), guest(app)
    answers = [one.post("uploads", WANTED).status_code for _ in range(backend.URLS_A_USER.amount + 1)]
    assert answers[:-1] == [200] * backend.URLS_A_USER.amount
    assert answers[-1] == 429
    assert other.post("uploads", WANTED).status_code == 200


@pytest.mark.parametrize(("status", "seen"), [(400, 400), (429, 429), (403, 502), (500, 502)])
def test_the_apis_refusals_are_told_without_its_secret(app: Any, api: Api, status: int, seen: int) -> None:
    browser, api.status = guest(app), status
    answer = browser.post("uploads", WANTED)
    assert answer.status_code == seen
    assert SECRET not in answer.text
    if seen == 429:
        assert answer.headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    "body", [None, [], {}, {**WANTED, "size": "3"}, {**WANTED, "filename": None}, {"filename": "cat"}]
)
def test_a_request_of_another_form_is_refused(app: Any, api: Api, body: object) -> None:
    assert guest(app).post("uploads", body).status_code in (400, 415)
    assert api.asked == []


@pytest.mark.parametrize(
    "origin", ["https://photos.example.com", "http://192.168.1.7:8080", "http://[::]:80"]
)
def test_the_demos_sign_in_starts_on_loopback_alone(
    backend: ModuleType, demo: ModuleType, origin: str
) -> None:
    with pytest.raises(ValueError, match="asks for no password"):
        demo.create_demo(backend.read_settings({**ENVIRONMENT, "PAGE_ORIGIN": origin}))


def test_the_demos_sign_in_answers_loopback_alone(app: Any) -> None:
    browser = Browser(app.test_client())
    browser.client.environ_base["REMOTE_ADDR"] = "192.168.1.7"
    assert browser.post("sign-in").status_code == 403


def test_settings_show_no_secret(backend: ModuleType) -> None:
    said = repr(backend.read_settings(ENVIRONMENT))
    assert SECRET not in said
    assert ENVIRONMENT["SESSION_KEY"] not in said


def test_every_reason_of_the_api_has_its_words_on_the_page() -> None:
    from images.decoding.rejected_image import ImageProblem
    from reasons import Reason

    scanners = [importlib.import_module(f"scanners.{path.stem}").SCANNER for path in SCANNERS.glob("*.py")]
    meanings = [scanner.meaning(word) for scanner in scanners for word in (*scanner.meanings, "unknown")]
    reasons = {*ImageProblem, *Reason, *(meaning.reason for meaning in meanings if meaning.reason)}
    assert {"damaged", "too_large", "not_scanned"} <= reasons
    words = (ROOT / "examples/web/page/words.js").read_text()
    assert [reason for reason in reasons if f"  {reason}:" not in words] == []
