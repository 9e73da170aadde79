"""Keys are the server's: unique, in the user's folder, with a name that is safe anywhere."""

from __future__ import annotations

import re
import unicodedata

import pytest
from file_key import new_file_key, safe_name
from hypothesis import given
from hypothesis import strategies as st
from metadata_item import UploadName
from query_parameters import USER_ID
from user_folder import user_folder


def test_a_key_is_prefix_user_random_name_and_extension() -> None:
    key = new_file_key("uploads/", "u-1", "cat", "png")

    assert re.fullmatch(r"uploads/u-1/[0-9a-f]{32}_cat\.png", key)


def test_two_keys_for_the_same_file_differ() -> None:
    assert len({new_file_key("uploads/", "u", "cat", "png") for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("user_id", "folder"),
    [
        ("First.Last@example.com", "First.Last@example.com"),
        ("first+last@example.com", "first!2Blast@example.com"),
        ("eu-central-1:1111-2222", "eu-central-1!3A1111-2222"),
        ("auth0|4711", "auth0!7C4711"),
        (".", "!2E"),
        ("_a=#", "!5Fa!3D!23"),
    ],
)
def test_a_folder_is_the_user_id_with_unusual_characters_escaped(user_id: str, folder: str) -> None:
    assert user_folder(user_id) == folder


@given(st.text(sorted(USER_ID), min_size=1, max_size=128))
def test_the_processing_function_reads_the_user_id_back(user_id: str) -> None:
    name = UploadName.parse(new_file_key("uploads/", user_id, "cat", "png"), "uploads/")

    assert name
    assert name.user_id == user_id
    assert re.fullmatch(r"[A-Za-z0-9!][A-Za-z0-9._@!-]*", name.folder)


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._@-]*", fullmatch=True))
def test_the_user_ids_of_release_1_keep_their_folders(user_id: str) -> None:
    assert user_folder(user_id) == user_id


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("cat", "cat"),
        ("My cat (50%) + dog_1-2.final", "My cat (50%) + dog_1-2.final"),
        ("Größe", "Größe"),
        ("cafe\u0301", "caf\u00e9"),
        ("猫の写真", "猫の写真"),
        ("हिन्दी", "हिन्दी"),
        ("صورة", "صورة"),
        ("a/b\\c", "a_b_c"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("..%2F..%2Fetc", "%2F.%2Fetc"),
        (".htaccess", "htaccess"),
        (" . .cat. . ", "cat"),
        ("a...b", "a.b"),
        ("a   b", "a b"),
        ("a\x00b\nc\x7f", "abc"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\u200b\u200d\ufeff\u2066b", "ab"),
        ("a\u3164\ufe0f\u034fb", "ab"),
        ("e\u200d\u0301", "\u00e9"),
        ("a\uff0fb\u2215c", "a_b_c"),
        ("a\u00a0b\u2028c", "a_b_c"),
        ("\ud800x", "_x"),
        ("🐈", "file"),
        ("...", "file"),
        ("///", "file"),
        ("\u200b", "file"),
    ],
)
def test_a_name_keeps_what_is_safe(filename: str, name: str) -> None:
    assert safe_name(filename, "png") == name


@pytest.mark.parametrize(
    "character", "/\\<>:\"|?*&=;'`$#~^{}[],!@\u2044\uff0e\u2024\u2028\u3000\ue000\U0001f408"
)
def test_any_other_character_becomes_an_underscore(character: str) -> None:
    assert safe_name(f"a{character}b", "png") == "a_b"


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("cat.png", "cat"),
        ("cat.PNG", "cat"),
        ("cat.png.png", "cat.png"),
        ("cat.jpg", "cat.jpg"),
        ("catpng", "catpng"),
        ("png", "png"),
        (".png", "file"),
    ],
)
def test_the_extension_is_not_doubled(filename: str, name: str) -> None:
    assert safe_name(filename, "png") == name


def test_a_long_name_is_cut_between_characters() -> None:
    assert safe_name("猫" * 5000, "png") == "猫" * 60
    assert safe_name("a" + "猫" * 5000, "png") == "a" + "猫" * 59


def test_a_long_name_still_does_not_double_its_extension() -> None:
    assert safe_name("a" * 170 + ".png", "png") == "a" * 170


def test_a_cut_leaves_no_dot_or_space_before_the_extension() -> None:
    assert safe_name("a" * 179 + ". .b", "png") == "a" * 179


@given(
    st.text(max_size=400)
    | st.text(st.characters(categories=["M", "Cf", "Cs", "Zs", "Lo", "P"]), max_size=400)
)
def test_whatever_the_name_the_key_is_one_safe_segment(filename: str) -> None:
    key = new_file_key("uploads/", "u" * 128, filename, "jpeg")
    folder, _, last = key.rpartition("/")
    name = last[33 : -len(".jpeg")]

    assert folder == "uploads/" + "u" * 128
    assert 0 < len(name.encode()) <= 180
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
    assert ".." not in key
    assert unicodedata.is_normalized("NFC", name)
    letters_marks_and_numbers = set("LMN")
    assert {unicodedata.category(c)[0] for c in name if c not in " -_.+%()"} <= letters_marks_and_numbers
    assert safe_name(f"{name}.jpeg", "jpeg") == name
