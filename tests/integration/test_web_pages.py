"""CORS for browsers, refusals for pages of other origins, and the API's own host name."""

from __future__ import annotations

import json
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.client import send
from local_aws.stack import DOMAIN_NAMES
from tests.integration.conftest import needs
from tests.integration.flow import Flow, error_of, header, new_user

ORIGINS = ["https://app.example.com", "https://admin.example.com"]
STRANGER = "https://evil.example.com"
GOOD = {"userId": "u-1", "filename": "cat", "ext": "png"}
ALLOW = "Access-Control-Allow-Origin"


def asking(flow: Flow, origin: str) -> dict[str, str]:
    """Return the headers of a request from a page of `origin`, with the secret."""
    return {flow.mode.auth_header: flow.mode.auth_secret, "Origin": origin}


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_preflight_needs_no_secret_and_allows_the_auth_header(flow: Flow, origin: str) -> None:
    wanted = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": flow.mode.auth_header}

    answer = flow.request("OPTIONS", {}, {"Origin": origin, **wanted})

    assert answer.status in {200, 204}
    assert header(answer, ALLOW) == origin
    assert header(answer, "Access-Control-Allow-Methods") == "GET"
    assert header(answer, "Access-Control-Allow-Headers") == flow.mode.auth_header


@pytest.mark.parametrize(
    "origin", [STRANGER, "null", "https://app.example.com.evil.example.com", "http://app.example.com"]
)
def test_a_strangers_preflight_allows_nothing(flow: Flow, origin: str) -> None:
    answer = flow.request("OPTIONS", {}, {"Origin": origin, "Access-Control-Request-Method": "GET"})

    assert header(answer, ALLOW) is None


@pytest.mark.parametrize("origin", ORIGINS)
def test_every_answer_can_be_read_by_an_allowed_page(flow: Flow, origin: str) -> None:
    good = asking(flow, origin)
    answers = {
        "the URL": flow.get(GOOD, good),
        "a wrong parameter": flow.get({**GOOD, "ext": "exe"}, good),
        "a missing parameter": flow.get({"userId": "u", "ext": "png"}, good),
        "a wrong secret": flow.get(GOOD, {**good, flow.mode.auth_header: "wrong"}),
    }

    assert {name: header(answer, ALLOW) for name, answer in answers.items()} == dict.fromkeys(answers, origin)
    assert [answer.status for answer in answers.values()] == [200, 400, 400, 403]


def test_a_stranger_reads_no_url(flow: Flow) -> None:
    assert header(flow.get(GOOD, asking(flow, STRANGER)), ALLOW) is None


def test_no_origin_is_allowed_by_a_wildcard(flow: Flow) -> None:
    for origin in (*ORIGINS, STRANGER, "*"):
        assert header(flow.get(GOOD, asking(flow, origin)), ALLOW) != "*"


def test_an_allowed_page_can_put_the_file(flow: Flow) -> None:
    permission = flow.api.ask(new_user(), "cat", "jpg")
    wanted = {
        "Origin": ORIGINS[0],
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": ",".join(sorted(name.lower() for name in permission.headers)),
    }

    preflight = send("OPTIONS", permission.upload_url, wanted, trust=flow.api.trust)
    photo = samples.jpeg(samples.landscape(64, 48))
    headers = {**permission.headers, "Origin": ORIGINS[0]}
    put = send("PUT", permission.upload_url, headers, photo, flow.api.trust)

    assert (preflight.status, header(preflight, ALLOW)) == (200, ORIGINS[0])
    assert (put.status, header(put, ALLOW)) == (200, ORIGINS[0])


def test_a_strangers_page_cannot_put_the_file(flow: Flow) -> None:
    permission = flow.api.ask(new_user(), "cat", "jpg")
    wanted = {"Origin": STRANGER, "Access-Control-Request-Method": "PUT"}

    assert header(send("OPTIONS", permission.upload_url, wanted, trust=flow.api.trust), ALLOW) is None


@needs(Capability.GATEWAY_RESPONSES)
@pytest.mark.parametrize("name", ["Origin", "origin"])
def test_the_gateways_own_errors_can_be_read_however_origin_is_spelled(flow: Flow, name: str) -> None:
    secret = {flow.mode.auth_header: flow.mode.auth_secret}
    answer = flow.get({"userId": "u", "filename": "cat"}, {**secret, name: ORIGINS[1]})

    assert (answer.status, header(answer, ALLOW)) == (400, "*")
    assert error_of(answer)["code"] == "missing_parameter"


@needs(Capability.CUSTOM_DOMAINS)
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl can ask one host in the name of another")
def test_the_api_answers_on_its_own_host_name(flow: Flow) -> None:
    domain, engine = DOMAIN_NAMES[flow.name], urlsplit(flow.stack.engine.endpoint_url)
    port = 443 if engine.scheme == "https" else 80
    authority = ["--cacert", str(flow.stack.engine.ca_bundle)] if flow.stack.engine.ca_bundle else []
    words = [
        *("curl", "-q", "--silent", "--show-error", "--noproxy", "*", *authority),
        *("--connect-to", f"{domain}:{port}:{engine.hostname}:{engine.port}"),
        *("-H", f"{flow.mode.auth_header}: {flow.mode.auth_secret}"),
        f"{engine.scheme}://{domain}/upload-url?userId=u&filename=cat&ext=png",
    ]

    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=30)

    assert json.loads(done.stdout)["file_key"].startswith("uploads/u/")
