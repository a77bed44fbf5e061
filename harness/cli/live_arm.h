// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program of the self-test, loaded, on the receiving end of the veth pair.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/live_attachment.h"
#include "harness/kernel/live_program.h"
#include "harness/kernel/live_sender.h"
#include "harness/kernel/message_drain.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// What went through in one go, and what came out.
struct LiveBlock {
  double elapsed_ns = 0;  // of the sending call, in which the receiver's work is done as well
  double drain_cpu_ns = 0;
  std::uint32_t packets = 0;
  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  std::uint64_t expected = 0;

  double packets_per_s() const { return 1e9 * packets / elapsed_ns; }
};

class LiveArm {
 public:
  // `version.name`: "v1", ...; "pass" has no message map.
  static Result<std::unique_ptr<LiveArm>> load(const Version& version);

  const std::string& name() const { return name_; }
  const std::optional<Map>& messages() const { return messages_; }

  // In the namespace of the receiving end, in place of `earlier` where there is one.
  Result<LiveRecord> attach(const Interface& interface, AttachMode mode,
                            const std::optional<LiveRecord>& earlier);

  // Sends in pieces that fit the map, empties it after each: every message must arrive, in order.
  Result<void> check_arrival(LiveSender& sender, bool from_socket);

  // Sends more than fits and empties the map only then: the first ones must be there, the rest
  // counted as lost.
  Result<void> check_loss(LiveSender& sender);

  // At full rate, while another thread empties the map.
  Result<LiveBlock> run_block(LiveSender& sender, std::uint32_t packets);

 private:
  LiveArm(std::string name, LiveProgram program)
      : name_(std::move(name)), program_(std::move(program)) {}
  Result<void> take_until(std::vector<std::string>& words, std::uint64_t lost_before,
                          std::size_t expected);
  std::uint64_t lost() const { return program_.lost_messages().value_or(0); }

  std::string name_;
  LiveProgram program_;
  std::optional<Map> messages_;
  std::unique_ptr<MessageDrain> drain_;
  std::optional<LiveAttachment> attachment_;
};

}  // namespace bpfmark
