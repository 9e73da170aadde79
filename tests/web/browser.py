"""Headless Chromium, driven by Selenium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver

from local_aws import web
from local_aws.stack import Stack
from tests.web.wire import Wire

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=900,900"),
)


def missing() -> str | None:
    """Return a message that says what to install for the tests; None if nothing is missing."""
    needed = {
        "Chromium": any(map(shutil.which, BROWSERS)),
        "chromedriver": shutil.which("chromedriver"),
        "npm": shutil.which("npm"),
    }
    lacking = [name for name, found in needed.items() if not found]
    if not lacking:
        return None
    return (
        f"{' and '.join(lacking)} not found. The web client is tested in a browser: install Chromium with "
        "its driver (`apt-get install chromium chromium-driver`, or Chrome with chromedriver) and npm, and "
        "try again."
    )


@contextmanager
def start_browser(stack: Stack, wire: Wire, profile: Path) -> Iterator[webdriver.Chrome]:
    """Start a browser that trusts the engine's certificate, and reaches the engine through the wire."""
    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, BROWSERS)))
    for flag in (
        *FLAGS,
        f"--user-data-dir={profile}",
        f"--ignore-certificate-errors-spki-list={web.fingerprint(stack.folder / 'server.pem')}",
        f"--host-resolver-rules=MAP localhost 127.0.0.1:{wire.port}",
        "--no-proxy-server",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.unhandled_prompt_behavior = "accept"
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        driver.set_script_timeout(30)
        yield driver
    finally:
        driver.quit()
