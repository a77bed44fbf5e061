// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// `bpfmark live` on an interface, from the attachment to its end.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/base/error.h"
#include "harness/base/stop_signals.h"
#include "harness/kernel/live/interface.h"
#include "harness/kernel/message/message_drain.h"
#include "harness/kernel/object/object_image.h"
#include "harness/show/live_lines.h"
#include "harness/show/table/text_table.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// Where live attachments are written down.
inline constexpr const char* kLiveRecords = "/run/bpfmark";

struct LiveOptions {
  ProgramRef program;
  std::string interface;
  std::optional<AttachMode> mode;
  std::optional<double> duration_s;  // none: until a signal
  std::string map;                   // empty: the only one
  std::string type;                  // of its messages; empty: as BTF has it
  std::optional<DrainWay> way;
  bool replace = false;
  bool remove_left = false;
  bool each_message = true;
  LiveFormat format = LiveFormat::table;
  TableStyle style;
};

// Where the lines go.
using LiveOutput = std::function<void(const std::string&)>;

// Returns the signal that ended it. Cannot measure: what LiveAttachment::attach() and
// load_live_program() say, an interface that is removed meanwhile, a program that somebody else
// detached, an unknown message. Nothing stays attached.
Result<std::optional<int>> run_live(const LiveOptions& options, const SharedImage& reference,
                                    StopSignals& signals, const LiveOutput& output);

// Detaches what a killed `bpfmark live` left on the interface; says what, or that there is nothing.
Result<std::string> remove_what_is_left(const std::string& interface_name);

}  // namespace bpfmark
