// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What `bpfmark live` writes down of what it attaches, so that after a kill the next one knows it
// as its own. An attachment outlives its process: libxdp's is to the interface. A file for each
// interface in /run, which a reboot empties as it empties the kernel.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "harness/base/error.h"
#include "harness/kernel/live/interface.h"

namespace bpfmark {

struct LiveRecord {
  pid_t process = 0;
  std::uint64_t process_started = 0;  // ticks since boot: ids of processes are given again
  std::string object;                 // as it was named
  KernelProgram program;
  AttachMode mode = AttachMode::native;
  bool dispatcher = false;

  bool operator==(const LiveRecord&) const = default;
};

std::string record_text(const LiveRecord& record);
// None: not such a text.
std::optional<LiveRecord> record_from_text(const std::string& text);

// Where it lies; `folder` is "/run/bpfmark".
std::filesystem::path record_path(const std::filesystem::path& folder, const Interface& interface);
std::optional<LiveRecord> read_record(const std::filesystem::path& path);
Result<void> write_record(const std::filesystem::path& path, const LiveRecord& record);

std::uint64_t start_of_process(pid_t process);  // 0: there is none
bool owner_lives(const LiveRecord& record);

}  // namespace bpfmark
