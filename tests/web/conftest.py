"""A deployed stack, its page, and a browser in front of both."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium import webdriver

from local_aws import samples, web
from local_aws import stack as stacks
from local_aws.engine import LOCAL
from local_aws.stack import Stack
from tests.integration.flow import Flow
from tests.web.browser import missing, start_browser
from tests.web.page import Page
from tests.web.wire import Wire

SHOTS = LOCAL / "web"
PHOTO = samples.jpeg(samples.landscape(1200, 800))


class Bare(http.server.BaseHTTPRequestHandler):
    """Serves an empty page without a content security policy."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>bare</title>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@dataclass(frozen=True)
class Site:
    """The served pages: the stack's page, the plain mode's page, which accepts HEIC, and two bare pages.

    CORS allows one of the bare pages to use the API.
    """

    stack: Stack
    plain_url: str
    bare_allowed: str
    bare_refused: str
    wire: Wire

    @property
    def url(self) -> str:
        """The URL of the stack's page."""
        assert self.stack.page_url
        return self.stack.page_url


@pytest.fixture(scope="session", autouse=True)
def installed() -> None:
    """If a program is missing, exit with a message that says what to install, before anything starts."""
    if lacking := missing():
        pytest.exit(lacking, returncode=2)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with ExitStack() as undo:
        listener, plain = undo.enter_context(web.listen()), undo.enter_context(web.listen())
        bare = []
        for _ in range(2):
            server = undo.enter_context(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bare))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            undo.callback(server.shutdown)
            bare.append(f"http://127.0.0.1:{server.server_port}")
        origins = [web.origin(listener), web.origin(plain), bare[0]]
        stack = undo.enter_context(stacks.running("web", page_origins=origins))
        served = web.serve(stack, listener)
        web.serve(stack, plain, "plain", ALLOWED_EXTENSIONS="jpg,heic")
        wire = Wire(urlsplit(stack.engine.endpoint_url).port or 443)
        undo.callback(wire.close)
        yield Site(served, web.origin(plain), bare[0], bare[1], wire)


@pytest.fixture
def flow(site: Site) -> Flow:
    """The mode behind the page, to check the bucket and the table."""
    return Flow(site.stack, web.MODE)


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    site.wire.reset()
    yield site.wire
    site.wire.reset()


@pytest.fixture
def driver(site: Site, wire: Wire, tmp_path: Path) -> Iterator[webdriver.Chrome]:
    with start_browser(site.stack, wire, tmp_path / "profile") as started:
        yield started


@pytest.fixture
def page(site: Site, driver: webdriver.Chrome) -> Page:
    """The page, signed in."""
    page = Page(driver, site.url)
    page.open()
    page.sign_in()
    return page


@pytest.fixture(scope="session")
def shots() -> Path:
    """An empty folder for screenshots."""
    shutil.rmtree(SHOTS / "shots", ignore_errors=True)
    (SHOTS / "shots").mkdir(parents=True)
    return SHOTS / "shots"


@pytest.fixture
def shoot(driver: webdriver.Chrome, shots: Path) -> Callable[[str], None]:
    """Take screenshots of the whole page: light, dark, and on a phone."""
    return partial(_shoot, driver, shots)


def prefer(driver: webdriver.Chrome, *schemes: str) -> None:
    """Set the browser's preferred colour scheme, `light` or `dark`; no argument: no preference."""
    features = [{"name": "prefers-color-scheme", "value": scheme} for scheme in schemes]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def _shoot(driver: webdriver.Chrome, shots: Path, name: str) -> None:
    for look, scheme, width, scale in (
        ("light", "light", 900, 1),
        ("dark", "dark", 900, 1),
        ("phone", "light", 390, 2),
        ("phone-dark", "dark", 390, 2),
    ):
        prefer(driver, scheme)
        metrics = {"width": width, "height": 700, "deviceScaleFactor": scale, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        height = driver.execute_script("return document.documentElement.scrollHeight")
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**metrics, "height": max(700, height)})
        driver.save_screenshot(str(shots / f"{name}-{look}.png"))
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    prefer(driver)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files by name, one for each outcome; two of them are processed."""
    contents = {
        "Bergsee, früh.jpg": PHOTO,
        "cut out.png": samples.png(samples.cut_out(400)),
        "invoice.jpg": samples.infected().content,
        "broken.jpg": PHOTO[: len(PHOTO) // 3],
        "notes.txt": b"not a photo",
    }
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with (folder / "film.jpg").open("wb") as film:
        film.truncate(11_000_000)
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of more than 3 MB, so that it takes a while to send."""
    path = tmp_path / "large.jpg"
    path.write_bytes(PHOTO + bytes(3_000_000))
    return path
