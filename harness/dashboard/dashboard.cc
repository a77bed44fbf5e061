// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/dashboard/dashboard.h"

#include <fmt/format.h>

#include <string_view>

#include "harness/dashboard/assets.h"
#include "harness/dashboard/page_data.h"
#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

std::string html_text(const std::string& text) {
  std::string safe;
  for (const char c : printable(text)) {
    if (c == '<') {
      safe += "&lt;";
    } else if (c == '&') {
      safe += "&amp;";
    } else {
      safe += c;
    }
  }
  return safe;
}

// Copies up to `place`, and leaves what follows it.
void append_until(std::string& page, std::string_view& rest, std::string_view place) {
  const std::size_t at = rest.find(place);
  page += rest.substr(0, at);
  rest.remove_prefix(at + place.size());
}

}  // namespace

std::string dashboard_html(const History& history, const std::vector<HistoryChange>& changes,
                           const std::vector<AnnotatedProfile>& profiles,
                           const std::string& title) {
  const std::string data = page_data(history, changes, profiles, title);
  std::string page;
  page.reserve(data.size() + kPageHtml.size() + kPageStyle.size() + kPageScript.size() + 4096);
  std::string_view rest = kPageHtml;
  append_until(page, rest, "<!--title-->");
  page += html_text(title);
  append_until(page, rest, "<!--style-->");
  page += fmt::format("<style>{}</style>", kPageStyle);
  append_until(page, rest, "<!--data-->");
  page += data;
  append_until(page, rest, "<!--script-->");
  page += fmt::format("<script>{}</script>", kPageScript);
  page += rest;
  return page;
}

}  // namespace bpfmark
