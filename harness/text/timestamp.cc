// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/timestamp.h"

#include <cstdlib>
#include <ctime>
#include <regex>

namespace bpfmark {

std::optional<double> unix_seconds(const std::string& text) {
  static const std::regex kTime(
      R"((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d)))");
  std::smatch match;
  if (text.size() > 64 || !std::regex_match(text, match, kTime)) return std::nullopt;
  const auto part = [&match](std::size_t i) { return std::atoi(match[i].str().c_str()); };
  std::tm time{};
  time.tm_year = part(1) - 1900;
  time.tm_mon = part(2) - 1;
  time.tm_mday = part(3);
  time.tm_hour = part(4);
  time.tm_min = part(5);
  time.tm_sec = part(6);
  const bool in_range = part(2) >= 1 && part(2) <= 12 && part(3) >= 1 && part(3) <= 31 &&
                        part(4) <= 23 && part(5) <= 59 && part(6) <= 60;
  if (!in_range || part(9) > 23 || part(10) > 59) return std::nullopt;
  const double offset = 60.0 * (60 * part(9) + part(10)) * (match[8] == "-" ? -1 : 1);
  const double fraction = match[7].matched ? std::strtod(match[7].str().c_str(), nullptr) : 0;
  return static_cast<double>(::timegm(&time)) + fraction - offset;
}

}  // namespace bpfmark
