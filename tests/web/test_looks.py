"""axe finds no accessibility problem in any state of the page; screenshots go to `.local/web/shots`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium import webdriver

from tests.web.conftest import Site, prefer
from tests.web.page import Page
from tests.web.wire import Wire

HERE = Path(__file__).parent
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe() -> str:
    """The source code of axe-core, from npm."""
    source = HERE / "node_modules/axe-core/axe.min.js"
    if not source.is_file():
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=HERE, check=True, timeout=120)
    return source.read_text()


@pytest.fixture
def look(driver: webdriver.Chrome, axe: str, shoot: Callable[[str], None]) -> Callable[[str], list[str]]:
    """Take screenshots of a state, and return the problems that axe finds."""

    def looked(name: str) -> list[str]:
        shoot(name)
        # Loaded through the debugger, because the page's content security policy does not apply there.
        driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
        run = f"axe.run(document, {{runOnly: {json.dumps(LEVELS)}}}).then(JSON.stringify)"
        problems = []
        for scheme in ("light", "dark"):
            prefer(driver, scheme)
            answer = driver.execute_cdp_cmd("Runtime.evaluate", {"expression": run, "awaitPromise": True})
            found = json.loads(answer["result"]["value"])
            assert "color-contrast" in {one["id"] for one in found["passes"]}, "axe looked at nothing"
            problems += [
                f"{scheme}: {one['id']}: {one['help']}: {node['html']}"
                for one in found["violations"]
                for node in one["nodes"]
            ]
        prefer(driver)
        return problems

    return looked


def test_the_sign_in(site: Site, driver: webdriver.Chrome, look: Callable[[str], list[str]]) -> None:
    Page(driver, site.url).open()
    assert look("1-sign-in") == []


@pytest.mark.usefixtures("page")
def test_nothing_sent_yet(look: Callable[[str], list[str]]) -> None:
    assert look("2-empty") == []


def test_a_file_on_its_way(
    page: Page,
    look: Callable[[str], list[str]],
    photo: Path,
    wire: Wire,
) -> None:
    wire.hold(1_500_000)
    page.choose(photo)
    assert wire.held.wait(30)
    page.wait("large.jpg", phase="sending")
    assert look("3-sending") == []
    page.press("large.jpg", "Cancel")
    page.wait("large.jpg", phase="cancelled")
    assert look("4-cancelled") == []


def test_a_lost_connection(
    page: Page,
    look: Callable[[str], list[str]],
    photo: Path,
    wire: Wire,
) -> None:
    wire.hold(500_000)
    page.choose(photo)
    assert wire.held.wait(30)
    page.lose_network()
    wire.refuses = True
    wire.cut()
    page.wait("large.jpg", phase="offline")
    assert look("5-connection-lost") == []
    wire.refuses = False
    page.find_network()
    page.wait("large.jpg", phase="judged", text="Ready")


def test_a_wait_for_the_scan(page: Page, look: Callable[[str], list[str]], files: dict[str, Path]) -> None:
    page.keep_pending()
    page.choose(files["cut out.png"])
    page.wait("cut out.png", phase="waiting", text="Arrived. Being scanned for viruses")
    assert look("6-waiting-for-the-scan") == []


def test_all_verdicts(
    page: Page,
    look: Callable[[str], list[str]],
    files: dict[str, Path],
) -> None:
    page.choose(*files.values())
    for name in files:
        page.until_ended(name)
    page.until_thumbnail("cut out.png")
    assert look("7-verdicts") == []


def test_without_javascript_the_page_says_why(site: Site, driver: webdriver.Chrome, shots: Path) -> None:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.get(site.url)
    body = driver.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    assert "needs JavaScript" in driver.execute_cdp_cmd("DOM.getOuterHTML", {"nodeId": body})["outerHTML"]
    driver.save_screenshot(str(shots / "8-no-javascript.png"))
