// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The files of the report's page, put into the binary when it is built: page/ beside this file, and
// dygraphs (MIT) from the distribution's libjs-dygraphs.
#pragma once

#include <string_view>

namespace bpfmark {

extern const std::string_view
    kPageHtml;  // with the places <!--style-->, <!--data-->, <!--script-->
extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

}  // namespace bpfmark
