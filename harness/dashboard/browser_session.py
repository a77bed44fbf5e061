# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""A headless browser with the pages of browser_pages.py, and what a test asks of it. After each
test the page must have logged nothing and asked no network for anything."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from browser_pages import make_pages

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
except ImportError:
    print("skipped: install python3-selenium", file=sys.stderr)
    sys.exit(77)


def first_of(names):
    """The first of them that runs: Ubuntu's chromium may be a mere hint to install a snap."""
    for found in filter(None, map(shutil.which, names)):
        if subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return found
    return None


def make_driver(profile):
    options = Options()
    options.binary_location = first_of(BROWSERS)
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1360,1000"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(first_of(("chromedriver",))), options=options)


class BrowserTest(unittest.TestCase):
    bpfmark = ""
    screenshots = pathlib.Path()

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.screenshots.mkdir(parents=True, exist_ok=True)
        make_pages(cls.bpfmark, cls.folder)
        cls.driver = make_driver(cls.folder / "profile")
        cls.addClassCleanup(cls.driver.quit)

    def open(self, name):
        self.driver.get_log("performance")
        self.driver.get((self.folder / f"{name}.html").as_uri())
        self.script("localStorage.clear()")
        self.driver.refresh()
        self.wait(lambda: self.all("main section:last-child table"))

    def tearDown(self):
        self.assertEqual(self.driver.get_log("browser"), [])
        self.assertEqual(self.requests(), [])

    def requests(self):
        """What the page asked for beside itself."""
        urls = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                urls.append(message["params"]["request"]["url"])
        # The browser's own first page may still be loading; data: is in the file itself.
        return [url for url in urls if not url.endswith(".html") and not url.startswith(("chrome:", "data:"))]

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.script("return document.querySelector(arguments[0]).textContent", selector)

    def wait(self, condition):
        for _ in range(200):
            if condition():
                return
            time.sleep(0.05)
        self.fail("waited 10 s in vain")

    def picture(self, name):
        self.driver.save_screenshot(str(self.screenshots / f"{name}.png"))

    def search(self, text):
        field = self.one("#search")
        field.send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.DELETE, text)
        self.wait(lambda: (self.text("#found") != "") == bool(text))

    def zoom(self):
        return self.script("const g = document.querySelector('#trends .plot').dygraph;"
                           "return g.xAxisRange()[1] - g.xAxisRange()[0]")
