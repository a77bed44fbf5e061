// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program of the self-test, loaded, on the receiving end of the veth pair.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/live/live_account.h"
#include "harness/kernel/live/live_attachment.h"
#include "harness/kernel/live/live_program.h"
#include "harness/kernel/live/live_sender.h"
#include "harness/kernel/message/message_drain.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// What went through in one go, and what came out.
struct LiveBlock {
  double elapsed_ns = 0;  // of the sending call, in which the receiver's work is done as well
  double drain_cpu_ns = 0;
  LiveAccount account;

  double ns_per_packet() const { return elapsed_ns / static_cast<double>(account.packets); }
};

class LiveArm {
 public:
  // `name`: "v1", ...; "pass" has no message map. `way`: how its messages are read; none: in the
  // usual way of their map.
  static Result<std::unique_ptr<LiveArm>> load(const std::string& name, const ProgramImage& program,
                                               std::optional<DrainWay> way = std::nullopt);

  const std::string& name() const { return name_; }
  const std::optional<Map>& messages() const { return messages_; }

  // In the namespace of the receiving end, in place of `earlier` where there is one.
  Result<LiveRecord> attach(const Interface& interface, AttachMode mode,
                            const std::optional<LiveRecord>& earlier);

  // Sends in pieces that fit the pair and the map, empties it after each: every message must
  // arrive, in order.
  Result<void> check_arrival(LiveSender& sender, bool from_socket);

  // Sends more than fits the map, in such pieces, and empties it only then: the first ones must be
  // there, the rest counted as lost.
  Result<void> check_loss(LiveSender& sender);

  // At full rate, while another thread empties the map. The pair may drop frames then; all that was
  // sent and said is accounted for.
  Result<LiveBlock> run_block(LiveSender& sender, std::uint32_t packets);

 private:
  LiveArm(std::string name, LiveProgram program)
      : name_(std::move(name)), program_(std::move(program)) {}
  Result<LiveAccount> totals(const LiveSender& sender) const;
  Result<LiveAccount> settled(const LiveSender& sender, const LiveAccount& before,
                              std::uint64_t sent) const;
  Result<void> send_piece(LiveSender& sender, const SourceCircle& circle, bool from_socket);
  Result<std::vector<std::string>> take_all();

  std::string name_;
  LiveProgram program_;
  std::optional<Map> messages_;
  std::unique_ptr<MessageDrain> drain_;
  std::optional<LiveAttachment> attachment_;
};

}  // namespace bpfmark
