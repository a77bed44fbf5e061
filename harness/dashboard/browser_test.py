#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""browser_test.py BPFMARK SCREENSHOTS: the report in a real browser, headless.

Clicks, searches, zooms and switches as a visitor does, by mouse and by keyboard; the page must log
nothing, ask no network for anything, and run nothing that a result holds. Leaves screenshots.
Exit code 77 where selenium, a browser or its driver is missing (ci/setup --test installs them).
"""
import json
import pathlib
import sys
import time
import unittest

sys.dont_write_bytecode = True  # beside the sources

from browser_pages import ODD
from browser_session import BROWSERS, BrowserTest, first_of

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys


class Report(BrowserTest):
    def test_versions_come_first_side_by_side_with_intervals(self):
        self.open("plain")
        self.assertEqual(self.text("h1"), "a history")
        self.assertEqual(self.all("main section")[0].get_attribute("id"), "versions")
        cards = self.all("#versions .cards figure")
        self.assertEqual(len(cards), 6)
        self.assertEqual(len(cards[0].find_elements(By.CSS_SELECTOR, "rect")), 4)
        self.assertEqual(len(cards[0].find_elements(By.CSS_SELECTOR, ".whisker")), 4)
        said = cards[0].find_element(By.CSS_SELECTOR, "svg").get_attribute("aria-label")
        self.assertRegex(said, r"^none, net ns/packet: v1 [\d.]+ ±[\d.]+, v2 ")
        self.picture("versions")

    def test_bars_are_as_long_as_what_they_stand_for(self):
        self.open("plain")
        lengths = self.script(
            "return [...document.querySelectorAll('#versions .cards figure')].map(card => "
            "[...card.querySelectorAll('rect')].map(bar => Number(bar.getAttribute('width'))))")
        latest = sorted((self.folder / "plain").rglob("*.json"))[-1]
        rows = json.loads(latest.read_text())["benchmarks"]
        costs = [row["values"]["ns_per_packet_net"][0] for row in rows[:4]]
        for length, cost in zip(lengths[0], costs):
            self.assertAlmostEqual(length / lengths[0][0], cost / costs[0], places=3)

    def test_a_table_stands_behind_every_picture(self):
        self.open("plain")
        pictures = len(self.all("#versions .cards")) + len(self.all(".plot"))
        behind = self.all("details")
        self.assertEqual(len(behind), pictures)
        for details in behind:
            summary = details.find_element(By.TAG_NAME, "summary")
            self.script("arguments[0].scrollIntoView({block: 'center'})", summary)
            summary.click()
            self.wait(lambda: details.find_elements(By.CSS_SELECTOR, "tbody tr"))
        self.picture("tables")

    def test_search_filters_all_sections(self):
        self.open("plain")
        rows = len(self.all("#trends tr[data-series]"))
        self.search("none V3")
        self.wait(lambda: len(self.all("#versions .cards rect")) == 1)
        self.assertLess(len(self.all("#trends tr[data-series]")), rows)
        self.assertIn("rows found", self.text("#found"))
        self.search("nothing-of-this-name")
        self.wait(lambda: "Nothing found" in self.text("#versions"))
        self.search("")
        self.wait(lambda: len(self.all("#trends tr[data-series]")) == rows)

    def test_a_trend_is_chosen_zoomed_and_read(self):
        self.open("plain")
        row = self.all("#trends tr[data-series] button")[3]
        name = row.text
        self.script("arguments[0].scrollIntoView({block: 'center'})", row)
        row.click()
        self.wait(lambda: name in self.text("#trends h3"))
        self.wait(lambda: self.script("return Boolean(document.querySelector('#trends .plot').dygraph)"))
        whole = self.zoom()
        plot = self.one("#trends .plot")
        actions = ActionChains(self.driver)
        actions.move_to_element_with_offset(plot, -150, 0).click_and_hold()
        actions.move_by_offset(260, 0).release().perform()
        self.wait(lambda: self.zoom() < whole * 0.6)
        self.picture("zoomed")
        self.one("#trends .chart button").click()
        self.wait(lambda: abs(self.zoom() - whole) < 1e-6)
        ActionChains(self.driver).move_to_element(plot).perform()
        self.wait(lambda: "±" in self.text("#trends .readout"))
        self.assertRegex(self.text("#trends .readout"), r"ns · 20\d\d-\d\d-\d\dT.* · [0-9a-f]{10} ")

    def test_a_chart_is_used_by_keyboard_alone(self):
        self.open("plain")
        self.wait(lambda: self.script("return Boolean(document.querySelector('#trends .plot').dygraph)"))
        whole = self.zoom()
        plot = self.one("#trends .plot")
        plot.send_keys(Keys.HOME)
        first = self.text("#trends .readout")
        plot.send_keys(Keys.ARROW_RIGHT)
        second = self.text("#trends .readout")
        self.assertIn("2021-01-01T", first)
        self.assertNotEqual(first, second)
        plot.send_keys("+")
        self.assertAlmostEqual(self.zoom(), whole / 2, delta=whole * 0.01)
        plot.send_keys("0")
        self.wait(lambda: abs(self.zoom() - whole) < 1e-6)

    def test_changes_name_the_commit_and_lead_to_the_trend(self):
        self.open("plain")
        cells = self.all("#changes tbody tr:first-child td")
        self.assertRegex(cells[1].text, "^[0-9a-f]{10}$")
        link = cells[1].find_element(By.TAG_NAME, "a").get_attribute("href")
        self.assertRegex(link, "^https://example.org/owner/name/commit/[0-9a-f]{40}$")
        self.assertRegex(cells[7].text, r"^[+-][\d.]+ ±[\d.]+ \([+-]\d+.* %\)$")
        name = cells[3].text
        cells[3].find_element(By.TAG_NAME, "button").click()
        self.wait(lambda: name in self.text("#trends h3"))
        self.assertIn("at ", self.text("#trends ul.dim"))
        self.assertIn("environment: clang 14.0.6 became 16.0.6", self.text("#trends ul.dim"))

    def test_another_machine_is_another_set_of_rows(self):
        self.open("plain")
        before = self.text("#versions .cards")
        options = self.all("#machine option")
        self.assertEqual(len(options), 2)
        next(each for each in options if not each.is_selected()).click()
        self.wait(lambda: self.text("#versions .cards") != before)

    def test_dark_and_light(self):
        self.open("plain")
        background = "return getComputedStyle(document.body).backgroundColor"
        light = self.script(background)
        self.one("#theme").click()
        self.assertNotEqual(self.script(background), light)
        time.sleep(0.2)  # for the picture alone
        self.picture("dark")
        self.script("document.querySelector('#trends').scrollIntoView()")
        time.sleep(0.2)
        self.picture("dark-trend")
        self.one("#theme").click()
        self.assertEqual(self.script(background), light)

    def test_text_can_be_read_in_both_themes(self):
        """WCAG 2.1, 1.4.3: text has a contrast of 4.5 to its background."""
        self.open("plain")
        contrast = """
          const of = (name) => {
            const probe = document.createElement("i");
            probe.style.color = `var(--${name})`;
            document.body.append(probe);
            const rgb = getComputedStyle(probe).color.match(/\\d+/g).map((c) => {
              c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
            probe.remove();
            return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
          };
          const [a, b] = [of(arguments[0]), of(arguments[1])].sort((x, y) => y - x);
          return (a + 0.05) / (b + 0.05);"""
        for _ in range(2):
            for name in ("text", "dim", "accent", "good", "bad", "unsure"):
                for behind in ("card", "page"):
                    with self.subTest(name=name, behind=behind):
                        self.assertGreaterEqual(self.script(contrast, name, behind), 4.5)
            self.one("#theme").click()

    def test_maps_and_sweeps_are_drawn(self):
        self.open("plain")
        self.wait(lambda: self.script("return Boolean(document.querySelector('#maps .plot').dygraph)"))
        shape = ("const g = document.querySelector(arguments[0]).dygraph;"
                 "return [g.numRows(), g.numColumns() - 1, g.getLabels()[1]]")
        self.assertEqual(self.script(shape, "#sweeps .plot"), [16, 1, "v3"])
        rows, lines, label = self.script(shape, "#maps .plot")
        self.assertEqual((rows, lines), (4, 3))
        self.assertIn("hash/lookup/hit/random", label)
        self.assertEqual([o.text for o in self.all("#maps select option")], ["entries", "cpus"])
        self.all("#maps select option")[1].click()
        self.wait(lambda: "cpus" in (self.one("#maps .plot").get_attribute("aria-label") or ""))
        self.script("document.querySelector('#sweeps').scrollIntoView()")
        time.sleep(0.2)
        self.picture("sweeps-and-maps")

    def test_what_a_result_says_is_text(self):
        self.open("odd")
        self.assertIn("<script>window.hacked=1", self.text("h1"))
        self.assertIn("<img src=x", self.text("#versions"))
        self.assertIn("message <img", self.text("#changes"))
        self.wait(lambda: self.script("return Boolean(document.querySelector('#trends .plot').dygraph)"))
        self.one("#trends .plot").send_keys(Keys.HOME)
        self.assertIn("<img src=x", self.text("#trends .readout"))
        self.assertIsNone(self.script("return window.hacked ?? null"))
        self.assertEqual(self.all("main img"), [])

    def test_one_run_needs_no_trends(self):
        self.open("single")
        sections = [each.get_attribute("id") for each in self.all("main section")]
        self.assertEqual(sections, ["versions", "sweeps", "maps", "exact", "environment"])

    def test_a_profile_shows_what_each_line_executes(self):
        self.open("profiled")
        self.assertEqual(self.all("main section")[-2].get_attribute("id"), "profile")
        rows = [[cell.text for cell in row.find_elements(By.TAG_NAME, "td")]
                for row in self.one("#profile .source").find_elements(By.CSS_SELECTOR, "tbody tr")]
        self.assertEqual(rows[0][:4], ["9", "75.0 %", "3", "7"])
        self.assertEqual(rows[1], ["3", "25.0 %", "1", "8", "count(&a);"])
        self.assertEqual(rows[2], ["never", "", "", "9", "return never;"])
        shades = [cell.value_of_css_property("background-color")
                  for cell in self.all("#profile .source td:last-child")[:3]]
        self.assertEqual(len(set(shades)), 3, shades)
        self.one("#profile").location_once_scrolled_into_view
        self.picture("profile")
        self.one("#theme").click()
        self.script("document.querySelector('#profile').scrollIntoView()")
        time.sleep(0.2)  # for the picture alone
        self.picture("profile-dark")
        self.search("count(&a)")
        self.wait(lambda: len(self.all("#profile .source tbody tr")) == 2)
        self.assertEqual(self.text("#found"), "0 rows, 2 lines found")

    def test_what_a_profile_says_is_text(self):
        self.open("profiled")
        self.assertIn(f"    if (a < b) {ODD}", self.text("#profile .source"))
        self.assertIn(f"{ODD} (xdp)", self.text("#profile"))
        self.assertIsNone(self.script("return window.hacked ?? null"))
        self.assertEqual(self.all("main img"), [])

    def test_a_profile_needs_no_run(self):
        self.open("alone")
        self.assertEqual(self.text("#summary"), "1 profile")
        self.assertEqual([each.get_attribute("id") for each in self.all("main section")], ["profile"])
        self.assertFalse(self.one("#machine").is_displayed())

    def test_everything_has_a_name_and_can_be_reached(self):
        self.open("plain")
        nameless = self.script("""
          const name = (e) => (e.getAttribute("aria-label") || e.textContent || "").trim();
          return [...document.querySelectorAll("button:not([hidden]), a, svg[role=img], [role=region], section")]
            .filter((e) => !name(e)).map((e) => e.outerHTML.slice(0, 100))""")
        self.assertEqual(nameless, [])
        unlabelled = self.script("""
          return [...document.querySelectorAll("input, select")]
            .filter((e) => e.offsetParent && e.labels.length === 0).map((e) => e.outerHTML.slice(0, 100))""")
        self.assertEqual(unlabelled, [])
        self.assertEqual(self.script("return document.querySelectorAll('h1').length"), 1)
        self.script("document.body.focus()")
        ActionChains(self.driver).send_keys(Keys.TAB).perform()
        self.assertEqual(self.script("return document.activeElement.className"), "skip")

    def test_a_phone_shows_it_without_scrolling_sideways(self):
        self.driver.set_window_size(500, 900)
        try:
            self.open("plain")
            wide = self.script("return document.documentElement.scrollWidth - innerWidth")
            self.assertLessEqual(wide, 0)
            self.picture("phone")
        finally:
            self.driver.set_window_size(1360, 1000)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if not first_of(BROWSERS) or not first_of(("chromedriver",)):
        print("skipped: install chromium and chromium-driver", file=sys.stderr)
        sys.exit(77)
    Report.screenshots = pathlib.Path(sys.argv.pop(2)).resolve()
    Report.bpfmark = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
