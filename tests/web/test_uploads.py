"""The page uploads photographs and shows their verdicts, even after faults of the network."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from local_aws import samples
from tests.integration.flow import Flow
from tests.web.conftest import Site
from tests.web.page import Page
from tests.web.wire import Wire


def test_several_files_end_in_their_verdicts(page: Page, files: dict[str, Path]) -> None:
    page.choose(*files.values())

    for name in ("Bergsee, früh.jpg", "cut out.png"):
        card = page.wait(name, tone="good", text="Ready")
        page.until_thumbnail(name)
        assert card.buttons == []
    assert page.wait("invoice.jpg", phase="judged").text == "A virus was found. The file was deleted."
    assert "damaged" in page.wait("broken.jpg", phase="judged").text
    assert "At most 10 MB" in page.wait("film.jpg", phase="failed").text
    assert "type" in page.wait("notes.txt", phase="failed").text
    assert {name: card.buttons for name, card in page.cards().items()} == {name: [] for name in files}
    assert page.find("#summary").text == "2 ready, 4 not accepted"
    log: list[dict[str, str]] = page.driver.get_log("browser")  # type: ignore[no-untyped-call]
    assert [line for line in log if "Security Policy" in line["message"]] == []


def test_a_photo_that_the_browser_cannot_show_becomes_its_thumbnail(
    site: Site, driver: webdriver.Chrome, tmp_path: Path
) -> None:
    photo = tmp_path / "telephone.heic"
    photo.write_bytes(samples.heic(samples.landscape(600, 400)))
    page = Page(driver, site.plain_url)
    page.open()
    page.sign_in()
    site.wire.hold(len(photo.read_bytes()) // 2)
    page.choose(photo)
    page.wait("telephone.heic", phase="sending")
    page.until(lambda: driver.execute_script(DECODED), "the browser's attempt to decode")
    assert page.cards()["telephone.heic"].picture is None
    site.wire.release()
    page.wait("telephone.heic", phase="judged", text="Ready")
    page.until_thumbnail("telephone.heic")


DECODED = "const image = document.querySelector('#uploads img'); return image.src && image.complete;"
DROP = """
const transfer = new DataTransfer();
transfer.items.add(new File([arguments[0]], "dropped.jpg"));
dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, cancelable: true}));
"""


def test_a_dropped_file_waits_for_the_network(page: Page) -> None:
    page.driver.set_network_conditions(offline=True, latency=0, throughput=1_000_000)
    page.driver.execute_script(DROP, "not a photo")
    page.until(lambda: "dropped.jpg" in page.cards(), "the card")
    page.until(lambda: not page.driver.execute_script("return navigator.onLine"), "the loss of the network")
    assert page.cards()["dropped.jpg"].tone == "busy"
    page.driver.delete_network_conditions()
    assert page.wait("dropped.jpg", phase="judged").text == "The file is not a photo."


def versions(flow: Flow) -> int:
    """Return the number of versions below `uploads/`."""
    return len(flow.versions("uploads/"))


def test_an_upload_that_is_cut_is_sent_again_as_a_whole(
    page: Page, photo: Path, wire: Wire, flow: Flow
) -> None:
    before = versions(flow)
    wire.hold(500_000)
    page.choose(photo)
    assert wire.held.wait(30)
    card = page.wait("large.jpg", phase="sending", buttons=["Cancel"])
    assert 0 < card.share < 1
    wire.cut()
    page.wait("large.jpg", phase="judged", text="Ready")
    assert wire.sent > 500_000 + photo.stat().st_size
    assert versions(flow) == before + 1


def test_a_file_that_arrived_without_its_answer_is_not_stored_twice(
    page: Page, photo: Path, wire: Wire, flow: Flow
) -> None:
    before = versions(flow)
    wire.lose_answer_after = photo.stat().st_size
    page.choose(photo)
    page.wait("large.jpg", phase="judged", text="Ready")
    assert wire.lost == 1
    assert versions(flow) == before + 1


@pytest.fixture
def short_lived(flow: Flow) -> Iterator[None]:
    """Make upload URLs expire after ten seconds."""
    functions, name = flow.admin.functions, flow.mode.functions["get_presigned_url"]
    before = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    short = {**before, "URL_EXPIRATION_SECONDS": "10"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": short})
    yield
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": before})


@pytest.mark.usefixtures("short_lived")
def test_an_expired_url_is_replaced(page: Page, photo: Path, wire: Wire, flow: Flow) -> None:
    before = versions(flow)
    # The page's clock stands still, so the page takes the URL for valid until S3 refuses it.
    page.driver.execute_script("const began = Date.now(); Date.now = () => began;")
    wire.hold(100_000)
    page.choose(photo)
    assert wire.held.wait(30)
    expired = time.monotonic() + 11
    page.until(lambda: time.monotonic() > expired, "the end of the URL")
    wire.cut()
    page.wait("large.jpg", phase="judged", text="Ready")
    loaded = page.driver.execute_script(
        "return performance.getEntriesByType('resource').map((one) => one.name)"
    )
    assert sum(name.endswith("/api/uploads") for name in loaded) == 2
    assert versions(flow) == before + 1


def test_a_refusal_for_too_many_requests_is_waited_out(page: Page, files: dict[str, Path]) -> None:
    page.refuse_once(retry_after=4)  # the page's own first pause is one second
    page.choose(files["cut out.png"])
    page.wait("cut out.png", phase="judged", text="Ready")
    first, second = page.asked()
    assert second - first >= 4


def test_a_cancelled_upload_can_be_sent_after_all(page: Page, photo: Path, wire: Wire) -> None:
    wire.hold(100_000)
    page.choose(photo)
    assert wire.held.wait(30)
    page.press("large.jpg", "Cancel")
    page.wait("large.jpg", phase="cancelled", buttons=["Try again"])
    wire.release()
    page.press("large.jpg", "Try again")
    page.wait("large.jpg", phase="judged", text="Ready")


def test_a_second_tab_that_signs_out_stops_the_first_one_kindly(page: Page, files: dict[str, Path]) -> None:
    first = page.driver.current_window_handle
    page.driver.switch_to.new_window("tab")
    page.open()
    assert page.find("#workspace").is_displayed(), "one sign-in is enough for both"
    page.choose(files["cut out.png"])
    page.wait("cut out.png", phase="judged", text="Ready")
    page.find("#sign-out").click()
    page.until(lambda: page.find("#welcome").is_displayed(), "the sign-out")
    page.driver.switch_to.window(first)
    page.choose(files["Bergsee, früh.jpg"])
    card = page.wait("Bergsee, früh.jpg", phase="failed")
    assert card.text.startswith("You are signed out")


def test_the_keyboard_is_enough(page: Page, files: dict[str, Path]) -> None:
    chain = webdriver.ActionChains(page.driver)
    page.find("#files").send_keys(str(files["cut out.png"]))
    page.wait("cut out.png", phase="judged")
    seen = []
    for _ in range(4):
        chain.send_keys(Keys.TAB).perform()
        seen.append(page.driver.execute_script("return document.activeElement.id"))
    assert {"sign-out", "files"} <= set(seen)
    said = page.find("#announcer").get_attribute("textContent")
    assert said is not None
    assert "cut out.png: Ready" in said


FETCH = """
const [url, method, headers, done] = arguments;
fetch(url, {method, headers, body: "x"}).then((answer) => done(answer.status), () => done("refused"));
"""


@pytest.mark.parametrize(("allowed", "status"), [(True, 403), (False, "refused")])
def test_only_pages_of_allowed_origins_reach_the_store(
    site: Site, driver: webdriver.Chrome, flow: Flow, allowed: bool, status: object
) -> None:
    permission = flow.api.ask("u-1", "cat", "jpg", size="3")  # but one byte is sent, so S3 refuses
    driver.get(site.bare_allowed if allowed else site.bare_refused)
    got = driver.execute_async_script(FETCH, permission.upload_url, "PUT", permission.headers)
    assert got == status


@pytest.mark.parametrize(("allowed", "status"), [(True, 403), (False, "refused")])
def test_only_pages_of_allowed_origins_read_the_api(
    site: Site, driver: webdriver.Chrome, flow: Flow, allowed: bool, status: object
) -> None:
    driver.get(site.bare_allowed if allowed else site.bare_refused)
    script = FETCH.replace(', body: "x"', "")
    url = f"{flow.mode.api_url}?userId=u&filename=f&ext=jpg"
    got = driver.execute_async_script(script, url, "GET", {flow.mode.auth_header: "wrong"})
    assert got == status
