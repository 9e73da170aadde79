"""A file is uploaded over HTTPS; it gets an item, with thumbnails or with a reason against it."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import urlsafe_b64encode
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from local_aws import pictures, samples
from local_aws.client import Permission, RefusedError
from local_aws.samples import Sample
from tests.integration.flow import Flow, Upload, new_user
from tests.unit.process_uploaded_file.sample_images import encoded

SMALL = samples.landscape(640, 480)
needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl is the client under test, and not here"
)


def curl(flow: Flow, *arguments: str) -> str:
    """Run curl without the user's settings and return its output; fails if the server refuses."""
    authority = ["--cacert", str(flow.stack.engine.ca_bundle)] if flow.stack.engine.ca_bundle else []
    words = [
        "curl",
        "-q",
        "--silent",
        "--show-error",
        "--fail-with-body",
        "--noproxy",
        "*",
        *authority,
        *arguments,
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_curl
def test_curl_alone_takes_a_clean_file_all_the_way(flow: Flow, tmp_path: Path) -> None:
    photo, user = tmp_path / "cat.jpg", new_user()
    photo.write_bytes(samples.jpeg(SMALL))
    query = urlencode({"userId": user, "filename": "cat", "ext": "jpg"}, quote_via=quote)

    secret = f"{flow.mode.auth_header}: {flow.mode.auth_secret}"
    answer = json.loads(curl(flow, "-H", secret, f"{flow.mode.api_url}?{query}"))
    headers = [word for name, value in answer["headers"].items() for word in ("-H", f"{name}: {value}")]
    curl(flow, "-T", str(photo), *headers, answer["upload_url"])

    (version,) = flow.admin.s3.list_object_versions(Bucket=flow.mode.bucket, Prefix=answer["file_key"])[
        "Versions"
    ]
    item = flow.finished(Upload(user, answer["file_key"], version["VersionId"]))
    assert item["status"] == "processed"
    assert pictures.size(flow.content(str(item["thumbnail_key"]))) == (200, 150)


@pytest.mark.parametrize("sample", samples.samples()[1:], ids=lambda sample: f"{sample.name}.{sample.ext}")
def test_every_sample_ends_as_it_should(flow: Flow, sample: Sample) -> None:
    if sample.expected(flow.name) == samples.REFUSED:
        with pytest.raises(RefusedError, match="'ext' must be one of"):
            flow.upload(sample.content, sample.name, sample.ext)
        return
    item = flow.finished(flow.upload(sample.content, sample.name, sample.ext))

    assert item["status"] == sample.expected(flow.name), item.get("reason")
    for key in item.get("thumbnails", {}).values():
        assert pictures.difference(sample.content, flow.content(key)) < pictures.MAX_DIFFERENCE


def test_an_image_of_every_type_has_a_thumbnail_of_each_size(plain: Flow) -> None:
    photo = samples.landscape(1600, 1200)
    types = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "heic": "HEIC"}
    types |= {"avif": "AVIF", "tif": "TIFF", "bmp": "BMP"}
    uploads = {ext: plain.upload(encoded(photo, name), ext=ext) for ext, name in types.items()}

    for ext, upload in uploads.items():
        shown = {
            name: pictures.size(plain.content(key))
            for name, key in plain.finished(upload)["thumbnails"].items()
        }
        assert shown == {"default": (200, 150), "large": (1200, 900), "small": (96, 72)}, ext


@pytest.mark.parametrize(
    ("user", "folder"),
    [
        ("eu-central-1:{}", "eu-central-1!3A{}"),
        ("auth0|{}", "auth0!7C{}"),
        ("{}+cats@example.com", "{}!2Bcats@example.com"),
    ],
)
def test_an_identity_providers_user_id_is_the_items(plain: Flow, user: str, folder: str) -> None:
    unique = new_user()
    user, folder = user.format(unique), folder.format(unique)
    names = {"userIdBase64url": user, "filenameBase64url": "../../' or 1=1.log"}
    encoded = {name: urlsafe_b64encode(text.encode()).decode() for name, text in names.items()}

    answer = plain.get({**encoded, "ext": "jpg"})
    permission = Permission(**answer.json())
    upload = Upload(user, permission.file_key, plain.api.put(permission, samples.jpeg(SMALL)))
    item = plain.finished(upload)

    assert permission.file_key.startswith(f"uploads/{folder}/")
    assert (item["user_id"], item["status"]) == (user, "processed")
    assert item["thumbnail_key"].startswith(f"thumbnails/{folder}/")


@pytest.mark.parametrize("orientation", samples.STORED)
def test_a_thumbnail_is_upright_whatever_exif_says(plain: Flow, orientation: int) -> None:
    photo = samples.jpeg(SMALL, orientation=orientation)

    item = plain.finished(plain.upload(photo))

    thumbnail = plain.content(item["thumbnail_key"])
    assert pictures.size(thumbnail) == (200, 150)
    assert pictures.difference(photo, thumbnail) < pictures.MAX_DIFFERENCE


def test_a_heic_is_upright_as_telephones_write_it(plain: Flow) -> None:
    item = plain.finished(plain.upload(samples.heic(SMALL, orientation=6), ext="heic"))

    assert (item["content_type"], item["width"], item["height"]) == ("image/heic", *SMALL.size)
    thumbnail = plain.content(item["thumbnail_key"])
    assert pictures.difference(samples.jpeg(SMALL), thumbnail) < pictures.MAX_DIFFERENCE


def test_transparency_leaves_no_fringe(plain: Flow) -> None:
    photo = samples.png(samples.cut_out(600))

    item = plain.finished(plain.upload(photo, ext="png"))

    # The sample's fully transparent pixels are bright magenta.
    assert pictures.difference(photo, plain.content(item["thumbnail_key"])) < 1


def test_the_item_says_what_the_contract_promises(flow: Flow) -> None:
    photo = samples.jpeg(SMALL)

    upload = flow.upload(photo, "cat")
    item = flow.finished(upload)

    assert {name: item[name] for name in ("user_id", "file_key", "version_id", "status", "content_type")} == {
        "user_id": upload.user_id,
        "file_key": upload.file_key,
        "version_id": upload.version,
        "status": "processed",
        "content_type": "image/jpeg",
    }
    assert (item["size"], item["width"], item["height"]) == (len(photo), 640, 480)
    assert item["thumbnail_key"].startswith(f"thumbnails/{upload.user_id}/")
    assert datetime.fromisoformat(item["uploaded_at"]) <= datetime.fromisoformat(item["processed_at"])
    assert item["etag"]


def test_a_file_that_is_no_image_is_rejected_with_a_reason(flow: Flow) -> None:
    upload = flow.upload(b"GIF89a, or so it says", "cat")

    item = flow.finished(upload)

    assert item["status"] == "rejected"
    assert item["reason"]
    assert flow.thumbnails(upload) == []


def test_the_content_decides_and_not_the_name(flow: Flow) -> None:
    item = flow.finished(flow.upload(samples.webp(SMALL), "photo", "jpg"))

    assert (item["status"], item["content_type"]) == ("processed", "image/webp")


def test_a_file_that_cannot_be_scanned_is_never_opened(bucketav: Flow) -> None:
    # The stand-in for BucketAV scans up to 8 MiB. The picture itself is valid.
    photo = samples.jpeg(SMALL)
    upload = bucketav.upload(photo + b"\0" * (8 * 1024 * 1024))

    item = bucketav.finished(upload)

    assert item["status"] == "unscannable"
    assert bucketav.thumbnails(upload) == []


def test_of_an_infected_file_nothing_can_be_read_any_more(bucketav: Flow) -> None:
    infected = samples.infected()

    upload = bucketav.upload(infected.content, infected.name)
    item = bucketav.finished(upload)

    assert item["status"] == "infected"
    assert "thumbnail_key" not in item
    assert bucketav.versions(upload.file_key) == []
    assert bucketav.thumbnails(upload) == []
    with pytest.raises(bucketav.admin.s3.exceptions.ClientError, match=r"NoSuch|NotFound"):
        bucketav.admin.s3.get_object(
            Bucket=bucketav.mode.bucket, Key=upload.file_key, VersionId=upload.version
        )


def test_after_an_infected_file_the_same_url_writes_a_version_with_its_own_verdict(bucketav: Flow) -> None:
    user = new_user()
    permission = bucketav.api.ask(user, "cat", "jpg")

    first = bucketav.api.put(permission, samples.infected().content)
    bucketav.finished(Upload(user, permission.file_key, first))
    second = bucketav.api.put(permission, samples.jpeg(SMALL))

    item = bucketav.finished(Upload(user, permission.file_key, second))
    assert second != first
    assert item["status"] == "processed"
    assert bucketav.versions(permission.file_key) == [(permission.file_key, second)]


@pytest.mark.parametrize(
    "name",
    [
        "two words",
        "a+b",
        "100%",
        "%2e%2e%2f",
        "a%20b+c d",
        "Fête d'été",
        "日本語の写真",
        "صورة",
        "👩‍🚀 in space",
        "e\u0301 decomposed",
        "semi;colon&amp=1#frag?q",
        '"quoted" <b>',
    ],
)
def test_any_name_survives_the_whole_way(flow: Flow, name: str) -> None:
    upload = flow.upload(samples.jpeg(SMALL), name)

    item = flow.finished(upload)

    assert item["status"] == "processed", item.get("reason")
    assert flow.versions(upload.file_key) == [(upload.file_key, upload.version)]
    assert set(flow.thumbnails(upload)) == set(item["thumbnails"].values())


def test_a_clean_file_carries_the_scanners_tag(bucketav: Flow) -> None:
    upload = bucketav.upload(samples.jpeg(SMALL))
    bucketav.finished(upload)

    tags = bucketav.admin.s3.get_object_tagging(Bucket=bucketav.mode.bucket, Key=upload.file_key)["TagSet"]

    assert tags == [{"Key": "bucketav", "Value": "clean"}]


def test_a_thumbnail_starts_no_second_run(flow: Flow) -> None:
    upload = flow.upload(samples.jpeg(SMALL))
    flow.finished(upload)
    # Processing a second upload takes long enough for a wrongly started run to show.
    flow.finished(flow.upload(samples.jpeg(SMALL)))

    table = flow.admin.tables.Table(flow.mode.table)
    folders = {str(item["file_key"]).split("/")[0] for item in table.scan()["Items"]}
    assert folders == {"uploads"}
    assert len(flow.thumbnails(upload)) == flow.sizes
