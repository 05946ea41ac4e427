"""The pages in a real browser: by mouse, by keyboard, on a phone, in the dark, and for a screen reader."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datasette", reason="the extra `lookup` is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from test_web import out as out  # noqa: PLC0414 - fixtures
from test_web import server as server  # noqa: PLC0414

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no browser here: apt install chromium chromium-driver"),
    # selenium leaves its sockets to the collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip
WIDTHS = {"desk": (1200, 1000), "phone": (380, 800)}
Open = Callable[..., webdriver.Chrome]


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for switch in (*QUIET, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    os.environ["SE_AVOID_STATS"] = "true"
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def opened(chrome: webdriver.Chrome, server: str) -> Iterator[Open]:
    """Opens a page of the site; at the end no page may have had anything to complain of."""

    def open_page(address: str = "", width: str = "desk", scheme: str = "light") -> webdriver.Chrome:
        chrome.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
        chrome.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": WIDTHS[width][0], "height": WIDTHS[width][1], "deviceScaleFactor": 1, "mobile": width == "phone"},
        )
        chrome.get(server + address)
        return chrome

    yield open_page
    assert complaints(chrome) == []


def one(chrome: webdriver.Chrome, selector: str) -> WebElement:
    return chrome.find_element(By.CSS_SELECTOR, selector)


def every(chrome: webdriver.Chrome, selector: str) -> list[WebElement]:
    return chrome.find_elements(By.CSS_SELECTOR, selector)


def complaints(chrome: webdriver.Chrome) -> list[str]:
    """What the browser has written to its console since it was last asked."""
    entries: list[dict[str, Any]] = chrome.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries if "favicon" not in entry["message"]]


def focused(chrome: webdriver.Chrome) -> WebElement:
    return chrome.switch_to.active_element


def soon(chrome: webdriver.Chrome, happens: Callable[[webdriver.Chrome], bool]) -> None:
    """Waits for what a browser does in its own time: giving the focus at load, going to another page at a key.

    On a busy machine it may at first not even answer, or be still at the page before.
    """
    WebDriverWait(chrome, 60, ignored_exceptions=[WebDriverException]).until(happens)


def test_one_click_leads_to_a_persons_statements_and_one_more_to_the_proof(opened: Open) -> None:
    chrome = opened()
    link = one(chrome, ".people a")
    name = link.text
    link.click()
    assert one(chrome, "h1").text == name
    statement = one(chrome, ".statement blockquote").text
    one(chrome, ".statement .where a").click()
    target = one(chrome, "mark:target")
    assert target.is_displayed()
    box = target.rect
    top = chrome.execute_script("return window.scrollY")
    assert top <= box["y"] <= top + WIDTHS["desk"][1]  # it has been scrolled to
    words = [re.sub(r"\W+", "", text) for text in (statement, target.text)]
    assert words[0][:20] in words[1] or words[1][1:20] in words[0]  # a number stands before it, evidence may cut it
    one(chrome, "mark:target + * , mark:target .ref").click()
    note = one(chrome, ".note:target")
    note.find_element(By.TAG_NAME, "summary").click()
    assert "of speaker" in note.text and "found by" in note.text
    note.find_element(By.CLASS_NAME, "send").click()
    assert one(chrome, "mark:target").get_attribute("id") == target_id(chrome)


def target_id(chrome: webdriver.Chrome) -> str:
    return chrome.current_url.rsplit("#", 1)[1]


def test_all_of_it_by_keyboard(opened: Open) -> None:
    chrome = opened()
    soon(chrome, lambda page: focused(page).get_attribute("name") == "q")
    focused(chrome).send_keys("the council", Keys.ENTER)
    soon(chrome, lambda page: bool(every(page, ".found")))
    assert one(chrome, ".found").is_displayed()
    chrome.execute_script("document.activeElement.blur()")
    webdriver.ActionChains(chrome).send_keys(Keys.TAB).perform()
    assert focused(chrome).text == "Skip to the content"
    focused(chrome).send_keys(Keys.ENTER)
    for _ in range(40):
        webdriver.ActionChains(chrome).send_keys(Keys.TAB).perform()
        if "/statement/" in (focused(chrome).get_attribute("href") or ""):
            break
    outline = focused(chrome).value_of_css_property("outline-style")
    assert outline == "solid"
    focused(chrome).send_keys(Keys.ENTER)
    soon(chrome, lambda page: "/article/" in page.current_url)


PAGES = ("", "?q=the", "claims", "verify?quote=we+will&speaker=Nobody+Atall", "?q=xyzzy", "person/nobody")


def addresses(chrome: webdriver.Chrome, opened: Open) -> list[str]:
    """Every kind of page: those of PAGES, a person's, and an article's."""
    opened()
    person = one(chrome, ".people a").get_attribute("href") or ""
    opened(person.split("/", 3)[3])
    one(chrome, ".statement .where a").click()
    return [*PAGES, person.split("/", 3)[3], chrome.current_url.split("/", 3)[3]]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_stands_out_of_the_page(opened: Open, chrome: webdriver.Chrome, width: str) -> None:
    for address in addresses(chrome, opened):
        opened(address, width)
        wide, seen = chrome.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= seen, address
    assert all("404" in said for said in complaints(chrome))  # the page of nobody


CONTRAST = """
const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
const light = (c) => {
  const part = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const [r, g, b] = c.slice(0, 3).map((v) => part(v / 255));
  return .2126 * r + .7152 * g + .0722 * b;
};
const behind = (e) => {
  for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > .5) return c;
  }
  return [255, 255, 255];
};
const out = [];
for (const e of document.querySelectorAll("body *")) {
  if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility()) continue;
  if (e.matches("style, option, .hear, .skip")) continue;
  const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
  if ((a + .05) / (b + .05) < 4.5) out.push([e.outerHTML.slice(0, 120), (a + .05) / (b + .05)]);
}
return out;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_told_from_what_is_behind_it(opened: Open, chrome: webdriver.Chrome, scheme: str) -> None:
    """Contrast of 4.5 to 1, as WCAG 2.2 AA asks for."""
    backs = set()
    for address in addresses(chrome, opened):
        opened(address, "desk", scheme)
        backs.add(one(chrome, "body").value_of_css_property("background-color"))
        pale: list[Any] = chrome.execute_script(CONTRAST)
        assert pale == [], address
    assert len(backs) == 1
    assert all("404" in said for said in complaints(chrome))  # the page of nobody


def test_a_screen_reader_has_names_for_everything(opened: Open, chrome: webdriver.Chrome) -> None:
    for address in addresses(chrome, opened):
        opened(address)
        assert len(every(chrome, "h1")) == 1
        assert len(every(chrome, "main")) == 1
        assert one(chrome, "html").get_attribute("lang")
        levels = [int(heading.tag_name[1]) for heading in every(chrome, "h1, h2, h3")]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        for part in every(chrome, "a, button, input:not([type=hidden]), select, textarea, summary"):
            if part.is_displayed():
                assert part.accessible_name.strip(), (address, part.get_attribute("outerHTML"))
        ids = [part.get_attribute("id") for part in every(chrome, "[id]")]
        assert len(ids) == len(set(ids))
    assert all("404" in said for said in complaints(chrome))  # the page of nobody


def test_pictures_of_the_pages_can_be_kept(opened: Open, chrome: webdriver.Chrome, tmp_path: Path) -> None:
    """ONRECORD_PICTURES names a folder to look at: each kind of page, wide and narrow, light and dark."""
    folder = Path(os.environ.get("ONRECORD_PICTURES", tmp_path))
    folder.mkdir(exist_ok=True, parents=True)
    for number, address in enumerate(addresses(chrome, opened)):
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                opened(address, width, scheme)
                picture = folder / f"{number}-{width}-{scheme}.png"
                soon(chrome, partial(webdriver.Chrome.save_screenshot, filename=str(picture)))
                assert picture.stat().st_size > 5_000
    assert all("404" in said for said in complaints(chrome))  # the page of nobody
