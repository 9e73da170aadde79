"""Generates random requests to the URL handler; most are valid except for one or a few details."""

# ruff: noqa: RUF001 - ambiguous letters are part of the test
from __future__ import annotations

import base64
import random
import string
from collections.abc import Iterator
from typing import Any

from tests.fuzz.url_handler import AUTH_HEADER, ORIGINS, PARAMETERS, SECRET

GOOD = {
    "userId": ["u", "user-1", "a.b@example.com", "A_B", "0", "x" * 128, "auth0|1", "eu-west-1:1-2", "_+#="],
    "userIdBase64url": ["dS0x", "YXV0aDB8MQ", "YXV0aDB8MQ==", "Li4"],
    "filenameBase64url": ["Y2F0", "54yrLnBuZw", "PHNjcmlwdD4", "Li4vLi4vZXRj"],
    "filename": [
        "cat",
        "cat.png",
        "two words",
        "Fête d'été",
        "日本語の写真",
        "👩‍🚀",
        "a" * 300,
        ".hidden",
        "CON",
    ],
    "ext": ["png", "PNG", "jpg", "webp", "gif"],
    "size": ["1", "10485760", "007"],
    "checksumSha256": [base64.b64encode(bytes(32)).decode(), base64.b64encode(bytes(range(32))).decode()],
}
BAD: list[Any] = [
    *(
        "",
        " ",
        ".",
        "..",
        "...",
        "../",
        "..\\",
        "/",
        "//",
        "\\",
        "~",
        "-",
        "_",
        "a/b",
        "a\\b",
        "./a",
        "a/../b",
    ),
    *(
        "%",
        "%2e%2e%2f",
        "%252e%252e%252f",
        "%c0%ae%c0%ae/",
        "%00",
        "%0d%0a",
        "..%2f",
        "..;/",
        "..%00/",
        "%uff0e",
    ),
    *(
        "\0",
        "a\0b",
        "a\r\nX-Evil: 1",
        "a\nb",
        "a\tb",
        "\x7f",
        "\x1b[2J",
        "\u202egnp.exe",
        "\u200b",
        "\ufeff",
        "\u2028",
    ),
    *("ﬀ", "Ａ", "K", "ı", "ß", "e\u0301", "．．／", "‥", "。。", "∕", "⁄", "\ud800", "\udfff", "\U0010ffff"),
    *(
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "${jndi:ldap://x}",
        "{{7*7}}",
        "$(id)",
        "`id`",
        "| id",
        "; id",
    ),
    *(
        "uploads/",
        "uploads/other/x",
        "thumbnails/u",
        "s3://bucket",
        "http://169.254.169.254/",
        "file:///etc/passwd",
    ),
    *(
        "0",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x10",
        "１２",
        "٣",
        "10485761",
        "9" * 30,
        "NaN",
        "Infinity",
        "null",
        "true",
    ),
    *("exe", "svg", "png.exe", ".png", "png ", "png\0", "php", "jpg;", "PNG/", "ＰＮＧ", "pnK"),
    *("AAAA", "A" * 43 + "=", "A" * 44, "A" * 42 + "B=", " " + "A" * 43 + "=", "A" * 43 + "=\n", "-_" * 22),
    *(None, 0, 1, -1, 1.5, True, False, [], ["a"], ["a", "b"], {}, {"a": "b"}, [None], [["a"]], b"a".hex()),
    *("a" * 1_000, "../" * 1_000, "é" * 5_000, "." * 20_000, "\u0301" * 20_000, "(" * 100_000),
]
HEADER_NAMES = [
    *(
        AUTH_HEADER,
        AUTH_HEADER,
        AUTH_HEADER.upper(),
        AUTH_HEADER.title(),
        AUTH_HEADER + " ",
        " " + AUTH_HEADER,
    ),
    *(
        AUTH_HEADER + ":",
        AUTH_HEADER.replace("-", "_"),
        AUTH_HEADER + "\r\n",
        AUTH_HEADER + "\0",
        "authorization",
    ),
    *(
        "origin",
        "Origin",
        "ORIGIN",
        "host",
        "cookie",
        "content-length",
        "transfer-encoding",
        "x-forwarded-host",
    ),
    *(
        "x-http-method-override",
        "x-original-url",
        "",
        "ｘ-api-gateway-img-upload-auth",
        "x-apİ-gateway-img-upload-auth",
    ),
]
HEADER_VALUES: list[Any] = [
    *(
        SECRET,
        SECRET,
        SECRET + " ",
        " " + SECRET,
        SECRET[:-1],
        SECRET + "x",
        SECRET.upper(),
        f'"{SECRET}"',
        SECRET + "\0",
    ),
    *(
        f"{SECRET}, {SECRET}",
        f"{SECRET}\r\nx: y",
        f"Bearer {SECRET}",
        "",
        "null",
        "None",
        "*",
        "wrong",
        "\ud800",
    ),
    *(
        ORIGINS[0],
        ORIGINS[1],
        "null",
        "https://evil.example.com",
        ORIGINS[0] + ".evil.example.com",
        ORIGINS[0].upper(),
    ),
    *(None, 1, True, [SECRET], [SECRET, "wrong"], {"a": SECRET}, [], "é" * 9, "x" * 20_000),
]
METHODS: list[Any] = [
    *("GET",) * 30,
    *(
        "OPTIONS",
        "POST",
        "PUT",
        "DELETE",
        "HEAD",
        "get",
        "GET ",
        "",
        "TRACE",
        "G\0ET",
        None,
        5,
        [],
        "GET\r\n",
    ),
]


def events(seed: int) -> Iterator[object]:
    """Yield requests without end; the same seed gives the same requests."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    while True:
        yield _event(chance)


def _event(chance: random.Random) -> object:
    if chance.random() < 0.005:
        return chance.choice([*BAD, {}, {"headers": []}, {"httpMethod": {}}])
    single, many = _parameters(chance)
    event: dict[str, Any] = {
        "httpMethod": chance.choice(METHODS),
        "path": chance.choice(["/upload-url", "/", "/../admin", None]),
        "queryStringParameters": single,
        "multiValueQueryStringParameters": many,
        **_headers(chance),
        "body": chance.choice([None, None, "", "userId=other", '{"userId": "other"}']),
    }
    if chance.random() < 0.05:
        event[chance.choice(list(event))] = chance.choice(BAD)
    if chance.random() < 0.03:
        del event[chance.choice(list(event))]
    return event


def _value(chance: random.Random, name: str) -> Any:
    draw = chance.random()
    if draw < 0.80:
        return chance.choice(GOOD[name])
    if draw < 0.92:
        return chance.choice(BAD)
    if draw < 0.96:  # a good value with a bad one inside
        good = str(chance.choice(GOOD[name]))
        place = chance.randrange(len(good) + 1)
        return good[:place] + str(chance.choice(BAD))[:50] + good[place:]
    alphabet = chance.choice([string.printable, "./\\%2ef", "aé\u0301\u202e日👩\ud83d"])
    return "".join(chance.choices(alphabet, k=chance.randrange(60)))


def _parameters(chance: random.Random) -> tuple[Any, Any]:
    """Return the parameters in both forms of API Gateway, which sometimes contradict each other."""
    names = [name for name in PARAMETERS if chance.random() < (0.97 if name in PARAMETERS[:3] else 0.3)]
    single = {name: _value(chance, name) for name in names}
    many: dict[str, Any] = {name: [value] for name, value in single.items()}
    draw = chance.random()
    if draw < 0.05 and names:  # a repeated parameter
        name = chance.choice(names)
        many[name] = [_value(chance, name) for _ in range(chance.randrange(4))]
    elif draw < 0.08:  # a name that resembles a parameter's
        name = chance.choice(PARAMETERS)
        single[chance.choice([name.upper(), name + "[]", name + "\0", f" {name}", f"{name}[0]"])] = "x"
    elif draw < 0.12 and names:
        many[chance.choice(names)] = chance.choice(BAD)
    elif draw < 0.20:
        return single, None
    elif draw < 0.28:
        return None, many
    return single, many


def _headers(chance: random.Random) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    many: dict[str, Any] = {}
    if chance.random() < 0.9:
        headers[chance.choice(HEADER_NAMES[:4])] = SECRET
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        headers[chance.choice(HEADER_NAMES)] = chance.choice(HEADER_VALUES)
    if chance.random() < 0.5:
        many = {name: value if isinstance(value, list) else [value] for name, value in headers.items()}
    if chance.random() < 0.1:
        many[chance.choice(HEADER_NAMES)] = [chance.choice(HEADER_VALUES) for _ in range(chance.randrange(3))]
    return {"headers": headers, "multiValueHeaders": many}
