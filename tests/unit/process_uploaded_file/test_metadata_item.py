"""Keys of uploads and thumbnails, and the item as DynamoDB holds it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metadata_item import Item, Status, UploadName
from reasons import Reason

FULL = Item(
    user_id="user-1",
    file_key="uploads/user-1/0123_cat.png",
    status=Status.PROCESSED,
    uploaded_at="2026-05-01T12:00:00Z",
    processed_at="2026-05-01T12:00:01.000000Z",
    version_id="v1",
    etag="d41d8cd98f00b204e9800998ecf8427e",
    size=1024,
    content_type="image/png",
    width=800,
    height=600,
    thumbnail_key="thumbnails/user-1/0123_cat.3bfc269594ef.png",
    thumbnails={
        "default": "thumbnails/user-1/0123_cat.3bfc269594ef.png",
        "large": "thumbnails/user-1/0123_cat.3bfc269594ef.large.png",
    },
)


@pytest.mark.parametrize(
    ("key", "folder", "rest"),
    [
        ("uploads/user-1/0123_cat.png", "user-1", "0123_cat.png"),
        ("uploads/user-1/album/cat.png", "user-1", "album/cat.png"),
        ("uploads/ü +%/x", "ü +%", "x"),
    ],
)
def test_the_parts_of_a_key(key: str, folder: str, rest: str) -> None:
    assert UploadName.parse(key, "uploads/") == UploadName(folder, rest)


@pytest.mark.parametrize(
    ("folder", "user_id"),
    [
        ("user-1", "user-1"),
        ("auth0!7C1", "auth0|1"),
        ("!5Fa!3D!23!2B!3A", "_a=#+:"),
        ("a!2Eb!41!zz!", "a!2Eb!41!zz!"),
    ],
)
def test_the_user_id_is_the_one_that_was_sent(folder: str, user_id: str) -> None:
    name = UploadName(folder, "cat.png")

    assert name.user_id == user_id
    assert name.thumbnail_stem("thumbnails/", "v1").startswith(f"thumbnails/{folder}/cat.")


@pytest.mark.parametrize(
    "key",
    [
        "uploads/cat.png",
        "uploads//cat.png",
        "uploads/user-1/",
        "uploads/u/x/",
        "uploads/u",
        "uploads/",
        "other/u/x",
        "",
    ],
)
def test_a_key_that_the_api_cannot_have_made_has_no_parts(key: str) -> None:
    assert UploadName.parse(key, "uploads/") is None


@pytest.mark.parametrize(
    ("rest", "stem"),
    [
        ("0123_cat.png", "thumbnails/u/0123_cat.3bfc269594ef."),
        ("0123_cat.tar.gz", "thumbnails/u/0123_cat.tar.3bfc269594ef."),
        ("0123_cat", "thumbnails/u/0123_cat.3bfc269594ef."),
        (".png", "thumbnails/u/.png.3bfc269594ef."),
        ("a.b/cat", "thumbnails/u/a.b/cat.3bfc269594ef."),
    ],
)
def test_a_thumbnail_is_called_like_its_upload_and_version(rest: str, stem: str) -> None:
    assert UploadName("u", rest).thumbnail_stem("thumbnails/", "v1") == stem


@given(st.text(min_size=1), st.text(min_size=1))
def test_thumbnails_of_two_versions_have_two_keys(one: str, other: str) -> None:
    name = UploadName("u", "cat.png")
    stems = {name.thumbnail_stem("thumbnails/", version) for version in (one, other)}
    assert (len(stems) == 1) == (one == other)


def test_attributes_are_those_of_the_contract_and_no_other() -> None:
    assert {field.name for field in fields(Item)} == {
        "user_id",
        "file_key",
        "status",
        "thumbnail_key",
        "thumbnails",
        "content_type",
        "size",
        "width",
        "height",
        "etag",
        "version_id",
        "reason",
        "uploaded_at",
        "processed_at",
    }


def test_an_item_comes_back_from_dynamodb_as_it_went_in() -> None:
    assert Item.from_attributes(FULL.to_attributes()) == FULL
    assert FULL.to_attributes()["size"] == {"N": "1024"}
    assert FULL.to_attributes()["thumbnails"]["M"]["default"] == {"S": FULL.thumbnail_key}
    assert FULL.to_attributes()["status"] == {"S": "processed"}
    assert "reason" not in FULL.to_attributes()


def test_an_empty_object_has_a_size() -> None:
    assert replace(FULL, size=0).to_attributes()["size"] == {"N": "0"}


def test_attributes_that_others_added_are_ignored() -> None:
    attributes = {**FULL.to_attributes(), "likes": {"N": "3"}, "tags": {"L": []}, "expires": {"NULL": True}}
    assert Item.from_attributes(attributes) == FULL


@pytest.mark.parametrize("status", [{"S": "quarantined"}, {"N": "4"}, None])
def test_an_item_of_another_status_is_read_as_one_of_unknown_status(status: dict[str, str] | None) -> None:
    later = {
        "user_id": {"S": "u"},
        "file_key": {"S": "k"},
        "version_id": {"S": "v1"},
        "of tomorrow": {"M": {}},
    }
    attributes = {**later, "status": status} if status else later
    assert Item.from_attributes(attributes) == Item("u", "k", Status.UNKNOWN, "", "", version_id="v1")


def test_infected_weighs_more_than_any_result_and_unscannable_less() -> None:
    assert Status.INFECTED.rank > Status.PROCESSED.rank == Status.REJECTED.rank > Status.UNSCANNABLE.rank


def test_any_verdict_weighs_more_than_pending_and_a_scanners_more_than_gone() -> None:
    gone = replace(FULL, status=Status.REJECTED, reason=Reason.OBJECT_GONE)
    pending = replace(FULL, status=Status.PENDING)
    assert pending.rank < gone.rank < replace(FULL, status=Status.UNSCANNABLE).rank
