// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/timestamp.h"

#include <re2/re2.h>

#include <cstdlib>
#include <ctime>

namespace bpfmark {

std::optional<double> unix_seconds(const std::string& text) {
  static const re2::RE2 kTime(
      R"((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d)))");
  std::tm time{};
  std::string fraction, sign, hours, minutes;  // empty where they are left out
  if (!re2::RE2::FullMatch(text, kTime, &time.tm_year, &time.tm_mon, &time.tm_mday, &time.tm_hour,
                           &time.tm_min, &time.tm_sec, &fraction, &sign, &hours, &minutes)) {
    return std::nullopt;
  }
  const int offset_h = std::atoi(hours.c_str());
  const int offset_min = std::atoi(minutes.c_str());
  const bool in_range = time.tm_mon >= 1 && time.tm_mon <= 12 && time.tm_mday >= 1 &&
                        time.tm_mday <= 31 && time.tm_hour <= 23 && time.tm_min <= 59 &&
                        time.tm_sec <= 60 && offset_h <= 23 && offset_min <= 59;
  if (!in_range) return std::nullopt;
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  const double offset_s = 60.0 * (60 * offset_h + offset_min) * (sign == "-" ? -1 : 1);
  return static_cast<double>(::timegm(&time)) + std::strtod(fraction.c_str(), nullptr) - offset_s;
}

}  // namespace bpfmark
