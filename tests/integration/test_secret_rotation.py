"""The secret can be rotated while clients use it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

import pytest

from local_aws.stack import CACHE_SECONDS, SECRET_KEY, SECRET_NAMES
from tests.integration.flow import Flow, eventually

GOOD = {"userId": "u-1", "filename": "cat", "ext": "png"}


def status(flow: Flow, secret: str) -> int:
    """Ask for a URL with this secret; return the status."""
    return flow.get(GOOD, {flow.mode.auth_header: secret}).status


def rotate(flow: Flow, secret: str) -> None:
    """Make `secret` the current value; the current one becomes the previous value."""
    text = json.dumps({SECRET_KEY: secret})
    flow.admin.secrets.put_secret_value(SecretId=SECRET_NAMES[flow.name], SecretString=text)


@pytest.fixture
def rotated(plain: Flow) -> Iterator[Flow]:
    """A mode whose secret is restored afterwards. One mode is enough, because the function is the same."""
    yield plain
    rotate(plain, plain.mode.auth_secret)
    assert status(plain, plain.mode.auth_secret) == 200


def test_old_and_new_are_accepted_during_a_rotation(rotated: Flow) -> None:
    old, new = rotated.mode.auth_secret, secrets.token_urlsafe(32)
    assert status(rotated, old) == 200
    assert status(rotated, new) == 403

    rotate(rotated, new)

    # The new secret works at once, although the old one is cached.
    assert status(rotated, new) == 200
    assert status(rotated, old) == 200


def test_a_secret_that_lost_both_labels_is_refused(rotated: Flow) -> None:
    old, second, third = rotated.mode.auth_secret, secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    assert status(rotated, old) == 200

    rotate(rotated, second)
    rotate(rotated, third)

    eventually(lambda: status(rotated, old) == 403, "the refusal of the retired secret", CACHE_SECONDS + 5)
    assert (status(rotated, second), status(rotated, third)) == (200, 200)


@pytest.mark.parametrize(
    "text", ["{}", json.dumps({SECRET_KEY: ""}), json.dumps({SECRET_KEY: None}), "plain text"]
)
def test_an_unset_secret_refuses_everyone(rotated: Flow, text: str) -> None:
    name = SECRET_NAMES[rotated.name]
    for _ in range(2):  # so that neither the current nor the previous value is usable
        rotated.admin.secrets.put_secret_value(SecretId=name, SecretString=text)

    old = rotated.mode.auth_secret
    eventually(lambda: status(rotated, old) == 403, "the refusal of everyone", CACHE_SECONDS + 5)
    for tried in ("", "None", "null", text):
        assert status(rotated, tried) == 403
