"""Query parameters become a checked request, or an error that says which one and why."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_parameters import ParameterError
from upload_request import UploadRequest, parse_upload_request

TYPES = {"jpg": "image/jpeg", "png": "image/png"}
LIMIT = 10485760
CHECKSUM = base64.b64encode(bytes(range(224, 256))).decode()

Parameters = dict[str, tuple[object, ...]]


def parameters(**changes: object) -> Parameters:
    """Return good parameters but for `changes`; None takes one away."""
    values = {"userId": "u-1", "filename": "cat", "ext": "png", **changes}
    return {name: (value,) for name, value in values.items() if value is not None}


def parse(given: Parameters) -> UploadRequest:
    return parse_upload_request(given, TYPES, LIMIT)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def refusal(given: Parameters) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        parse(given)
    return caught.value


def test_the_required_parameters_are_enough() -> None:
    assert parse(parameters()) == UploadRequest("u-1", "cat", "png", "image/png", None, None)


def test_size_and_checksum_are_taken_when_given() -> None:
    request = parse(parameters(size="123", checksumSha256=CHECKSUM))

    assert (request.size, request.checksum_sha256) == (123, CHECKSUM)


def test_an_unknown_parameter_is_ignored() -> None:
    assert parse(parameters(utm_source="mail")) == parse(parameters())


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize("name", ["userId", "filename", "ext"])
def test_a_required_parameter_that_is_absent_or_empty_is_missing(name: str, nothing: str | None) -> None:
    error = refusal(parameters(**{name: nothing}))

    assert (error.parameter, error.code) == (name, "missing_parameter")
    assert error.message == f"The query parameter '{name}' is required."


@pytest.mark.parametrize("name", ["userId", "filename", "ext", "size", "checksumSha256"])
def test_a_repeated_parameter_is_refused(name: str) -> None:
    good = parameters(size="1", checksumSha256=CHECKSUM)

    error = refusal({**good, name: good[name] * 2})

    assert (error.parameter, error.code) == (name, "invalid_parameter")
    assert "once" in error.message


@pytest.mark.parametrize("value", [1, ["u"], {}, True, b"u"])
@pytest.mark.parametrize("name", ["userId", "filename", "ext", "size", "checksumSha256"])
def test_a_value_that_is_no_text_is_refused(name: str, value: object) -> None:
    assert refusal(parameters(**{name: value})).parameter == name


@pytest.mark.parametrize(
    "user_id",
    [
        *(
            "u",
            "7",
            "a" * 128,
            "First.Last@example.com",
            "a_b-c",
            "A.b.",
            "first+last@example.com",
            "_a",
            ".",
        ),
        *("eu-central-1:11111111-2222-3333-4444-555555555555", "auth0|4711", "a_b.com#EXT#@c.com", "Zm9v="),
    ],
)
def test_a_user_id_of_the_alphabet_is_taken(user_id: str) -> None:
    assert parse(parameters(userId=user_id)).user_id == user_id


@pytest.mark.parametrize(
    "user_id",
    [
        *("..", "../x", "a/b", "a\\b", "/a", "a..b", "a%2Fb", "a!7Cb", "!"),
        *("a b", "a'b", "a?b", "a&b", "a*b", "a;b", "a<b", "ü", "٣", "a" * 129),
        *("a\n", "a\x00", "a\u200b", "\ud800"),
    ],
)
def test_a_user_id_beyond_the_alphabet_is_refused(user_id: str) -> None:
    error = refusal(parameters(userId=user_id))

    assert (error.parameter, error.code) == ("userId", "invalid_parameter")


@pytest.mark.parametrize("extension", ["png", "PNG", "Png"])
def test_an_extension_counts_in_either_case(extension: str) -> None:
    request = parse(parameters(ext=extension))

    assert (request.extension, request.content_type) == ("png", "image/png")


@pytest.mark.parametrize(
    "extension", ["exe", ".png", "png ", "p/ng", "png\n", "pngpngpngpng", "\uff50ng", "\udcff"]
)
def test_an_extension_that_is_not_configured_is_refused_with_the_list_of_those_that_are(
    extension: str,
) -> None:
    error = refusal(parameters(ext=extension))

    assert (error.parameter, error.code) == ("ext", "invalid_parameter")
    assert error.message == "The query parameter 'ext' must be one of jpg, png."


def test_a_character_that_only_in_lower_case_is_a_letter_is_refused() -> None:
    with pytest.raises(ParameterError):
        parse_upload_request(parameters(ext="\N{KELVIN SIGN}"), {"k": "image/png"}, LIMIT)


@pytest.mark.parametrize("filename", ["猫", "../../etc/passwd", ".", " ", "a\x00b", "\ud800", "x" * 5000])
def test_any_filename_is_taken(filename: str) -> None:
    assert parse(parameters(filename=filename)).filename == filename


@pytest.mark.parametrize("padding", ["", "="])
@given(filename=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_filename_in_base64url_is_taken_for_what_it_says(padding: str, filename: str) -> None:
    text = encoded(filename)
    padded = text + padding * (-len(text) % 4)

    assert parse(parameters(filename=None, filenameBase64url=padded)).filename == filename


def test_a_user_id_in_base64url_is_taken_and_checked_for_what_it_says() -> None:
    assert parse(parameters(userId=None, userIdBase64url=encoded("auth0|1"))).user_id == "auth0|1"
    assert refusal(parameters(userId=None, userIdBase64url=encoded("../x"))).parameter == "userIdBase64url"


@pytest.mark.parametrize(
    "text", ["=", "a", "Zg=", "Zg===", "Zh", "Z g", "Zm+/", "_w", "gICA", "Zg\n", "ü", "\ud800", "Zg==Zg"]
)
def test_what_is_not_the_base64url_of_text_is_refused(text: str) -> None:
    error = refusal(parameters(filename=None, filenameBase64url=text))

    assert (error.parameter, error.code) == ("filenameBase64url", "invalid_parameter")


@pytest.mark.parametrize("name", ["userId", "filename"])
def test_a_text_that_is_sent_in_both_forms_is_refused(name: str) -> None:
    error = refusal(parameters(**{f"{name}Base64url": encoded("cat")}))

    assert (error.parameter, error.code) == (f"{name}Base64url", "invalid_parameter")


def test_a_missing_size_is_refused_where_it_is_required() -> None:
    with pytest.raises(ParameterError, match="'size' is required"):
        parse_upload_request(parameters(), TYPES, LIMIT, require_size=True)
    assert parse_upload_request(parameters(size="1"), TYPES, LIMIT, require_size=True).size == 1


@pytest.mark.parametrize(("text", "size"), [("1", 1), (str(LIMIT), LIMIT)])
def test_a_size_up_to_the_limit_is_taken(text: str, size: int) -> None:
    assert parse(parameters(size=text)).size == size


@pytest.mark.parametrize(
    "text",
    ["", "0", "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x10", "1_000", "٣", "²", str(LIMIT + 1), "9" * 5000],
)
def test_another_size_is_refused_with_the_limit(text: str) -> None:
    error = refusal(parameters(size=text))

    assert (error.parameter, error.code) == ("size", "invalid_parameter")
    assert f"from 1 to {LIMIT}" in error.message


@given(st.binary(min_size=32, max_size=32))
def test_the_base64_of_any_sha256_is_taken(digest: bytes) -> None:
    text = base64.b64encode(digest).decode()

    assert parse(parameters(checksumSha256=text)).checksum_sha256 == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 64,
        base64.b64encode(bytes(31)).decode(),
        base64.b64encode(bytes(33)).decode(),
        CHECKSUM.rstrip("="),
        CHECKSUM + "=",
        CHECKSUM + "\n",
        " " + CHECKSUM,
        base64.urlsafe_b64encode(base64.b64decode(CHECKSUM)).decode(),
        "A" * 42 + "B=",  # decodes to 32 bytes, with bits left over
        "ü" * 44,
        "\ud800",
    ],
)
def test_another_checksum_is_refused(text: str) -> None:
    error = refusal(parameters(checksumSha256=text))

    assert (error.parameter, error.code) == ("checksumSha256", "invalid_parameter")


anything = st.text() | st.integers() | st.none() | st.lists(st.text()) | st.binary()
NAMES = [
    *("userId", "userIdBase64url", "filename", "filenameBase64url", "ext", "size", "checksumSha256"),
]
names = st.sampled_from(NAMES) | st.text()


EVERY_SENTENCE = {
    *(f"The query parameter '{name}' is required." for name in ("userId", "filename", "ext")),
    *(f"The query parameter '{name}' must be {rule}." for name in NAMES for rule in ("given once", "text")),
    *(
        f"The query parameter '{name}' must be 1 to 128 of the characters A-Z a-z 0-9 . _ @ - + : | = # "
        "and have no two dots in a row."
        for name in ("userId", "userIdBase64url")
    ),
    *(
        f"The query parameter '{name}Base64url' must {rule}."
        for name in ("userId", "filename")
        for rule in ("be the base64url of UTF-8 text", f"not be given together with '{name}'")
    ),
    "The query parameter 'ext' must be one of jpg, png.",
    "The query parameter 'size' must be the file's size in bytes, in decimal digits, from 1 to 10485760.",
    "The query parameter 'checksumSha256' must be the base64 of the file's SHA-256, 32 bytes.",
}


@given(st.dictionaries(names, st.lists(anything, max_size=3).map(tuple)))
def test_whatever_is_sent_is_taken_or_refused_and_never_repeated(given: Parameters) -> None:
    try:
        parse(given)
    except ParameterError as error:
        sentence = error.message
    else:
        return

    assert sentence in EVERY_SENTENCE
