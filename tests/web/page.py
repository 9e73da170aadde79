"""The page as a person uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.integration.flow import eventually

ANSWER_PENDING = """
const real = fetch;
window.fetch = (url, ...rest) => url.startsWith("api/uploads/")
  ? Promise.resolve(new Response(JSON.stringify({status: "pending", arrived: true})))
  : real(url, ...rest);
"""
ANSWER_TOO_MANY_REQUESTS_ONCE = """
const real = fetch;
window.asked = [];
window.fetch = (url, ...rest) => {
  if (url !== "api/uploads") return real(url, ...rest);
  window.asked.push(performance.now());
  const refused = new Response("{}", {status: 429, headers: {"Retry-After": String(arguments[0])}});
  return window.asked.length === 1 ? Promise.resolve(refused) : real(url, ...rest);
};
"""
CARDS = """
return [...document.querySelectorAll("#uploads li")].map((card) => ({
  name: card.querySelector("h3").textContent,
  tone: card.dataset.tone,
  phase: card.dataset.phase,
  text: card.querySelector(".state").textContent,
  share: card.querySelector("progress").value,
  buttons: [...card.querySelectorAll("button:not([hidden])")].map((button) => button.textContent),
  picture: card.querySelector("img").hidden ? null : card.querySelector("img").src,
  width: card.querySelector("img").naturalWidth,
}))"""


@dataclass(frozen=True)
class Card:
    """The card that the page shows for one upload."""

    name: str
    tone: str
    phase: str
    text: str
    share: float
    buttons: list[str]
    picture: str | None
    width: int


class Page:
    """One tab with the page in it."""

    def __init__(self, driver: webdriver.Chrome, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self) -> None:
        """Open the page and wait until it has started."""
        self.driver.get(self.url)
        self.until(lambda: not self.find("#starting").is_displayed(), "the page's start")

    def sign_in(self) -> None:
        """Sign in as a guest."""
        self.find("#sign-in").click()
        self.until(lambda: self.find("#workspace").is_displayed(), "the sign-in")

    def find(self, selector: str) -> WebElement:
        """Return the first element of a CSS selector."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def choose(self, *files: Path) -> None:
        """Choose files, as in the browser's file dialogue."""
        self.find("#files").send_keys("\n".join(map(str, files)))

    def cards(self) -> dict[str, Card]:
        """Return the uploads' cards by the file's name."""
        return {card["name"]: Card(**card) for card in self.driver.execute_script(CARDS)}

    def lose_network(self) -> None:
        """Make the browser report that it is offline, until `find_network`."""
        self.driver.execute_script(
            "Object.defineProperty(navigator, 'onLine', {get: () => false, configurable: true})"
        )

    def find_network(self) -> None:
        """Make the browser report that it is online again."""
        self.driver.execute_script("delete navigator.onLine; dispatchEvent(new Event('online'))")

    def keep_pending(self) -> None:
        """Answer each poll in place of the backend: the upload arrived, and is not scanned yet."""
        self.driver.execute_script(ANSWER_PENDING)

    def refuse_once(self, retry_after: int) -> None:
        """Answer the first request for a URL in place of the backend: 429, with `retry_after` seconds."""
        self.driver.execute_script(ANSWER_TOO_MANY_REQUESTS_ONCE, retry_after)

    def asked(self) -> list[float]:
        """Return the times of the page's requests for a URL since `refuse_once`, in seconds of its clock."""
        return [milliseconds / 1000 for milliseconds in self.driver.execute_script("return window.asked")]

    def press(self, name: str, button: str) -> None:
        """Press the button with this text on an upload's card."""
        (found,) = (
            element
            for element in self.driver.find_elements(By.CSS_SELECTOR, "#uploads button")
            if element.is_displayed() and element.text == button and name in str(element.accessible_name)
        )
        found.click()

    def until_thumbnail(self, name: str) -> None:
        """Wait until an upload shows its thumbnail, which is 200 pixels wide."""
        self.until(lambda: self.cards()[name].width == 200, f"the thumbnail of {name}")

    def until_ended(self, name: str) -> None:
        """Wait until an upload has a verdict or has failed."""
        self.until(lambda: self.cards()[name].phase in ("judged", "failed"), f"the end of {name}")

    def until(self, look: Callable[[], Any], what: str, seconds: float = 60) -> None:
        """Wait until `look` returns a true value; if the page reloads meanwhile, call it again."""

        def looked() -> Any:
            try:
                return look() or None
            except StaleElementReferenceException:
                return None

        eventually(looked, what, seconds)

    def wait(self, name: str, **wanted: object) -> Card:
        """Wait until an upload's card has the `wanted` values, and return the card."""

        def look() -> Card | None:
            card = self.cards().get(name)
            return (
                card
                if card and all(getattr(card, field) == value for field, value in wanted.items())
                else None
            )

        try:
            return eventually(look, f"{name}: {wanted}", seconds=60)
        except AssertionError as error:
            raise AssertionError(f"{error}; shown: {self.cards().get(name)}") from None
