// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/live_record.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/base/file.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxRecordBytes = 65536;

}  // namespace

std::string record_text(const LiveRecord& record) {
  const nlohmann::json json = {{"process", record.process},
                               {"process_started", record.process_started},
                               {"object", record.object},
                               {"program_id", record.program.id},
                               {"program", record.program.name},
                               {"tag", record.program.tag},
                               {"loaded_ns", record.program.loaded_ns},
                               {"mode", name_of(record.mode)},
                               {"dispatcher", record.dispatcher}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::optional<LiveRecord> record_from_text(const std::string& text) {
  try {
    const auto json = nlohmann::json::parse(text);
    const auto mode = attach_mode_from_name(json.at("mode").get<std::string>());
    if (!mode) return std::nullopt;
    LiveRecord record;
    record.process = json.at("process").get<pid_t>();
    record.process_started = json.at("process_started").get<std::uint64_t>();
    record.object = json.at("object").get<std::string>();
    record.program = {json.at("program_id").get<std::uint32_t>(),
                      json.at("program").get<std::string>(), json.at("tag").get<std::string>(),
                      json.at("loaded_ns").get<std::uint64_t>()};
    record.mode = *mode;
    record.dispatcher = json.at("dispatcher").get<bool>();
    return record;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

std::filesystem::path record_path(const std::filesystem::path& folder, const Interface& interface) {
  struct stat network {};
  ::stat("/proc/thread-self/ns/net", &network);
  return folder / fmt::format("live-{}-{}", network.st_ino, interface.index);
}

std::optional<LiveRecord> read_record(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  const auto text = read_file(path, kMaxRecordBytes);
  return text ? record_from_text(*text) : std::nullopt;
}

Result<void> write_record(const std::filesystem::path& path, const LiveRecord& record) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  return write_file(path, record_text(record));
}

// The name of a process may hold blanks and brackets: the fields begin after the last one.
std::uint64_t start_of_process(pid_t process) {
  constexpr int kBefore = 19;  // fields between the name and the start, of proc(5)'s 22
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  std::getline(file, line);
  const std::size_t end = line.rfind(')');
  if (end == std::string::npos) return 0;
  std::istringstream fields(line.substr(end + 1));
  std::string skipped;
  for (int i = 0; i < kBefore; ++i) fields >> skipped;
  std::uint64_t start = 0;
  fields >> start;
  return start;
}

bool owner_lives(const LiveRecord& record) {
  const std::uint64_t start = start_of_process(record.process);
  return start != 0 && start == record.process_started;
}

}  // namespace bpfmark
