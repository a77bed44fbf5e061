// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program on a real interface, through libxdp: beside the programs of others behind its
// dispatcher where the kernel and a bpffs allow that, else alone. Detached when this goes; what
// somebody else attached is never touched. Not thread-safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "harness/base/error.h"
#include "harness/kernel/live/interface.h"
#include "harness/kernel/live/live_record.h"
#include "harness/kernel/program/object.h"

struct xdp_program;

namespace bpfmark {

// Of an interface that a `bpfmark live` has used, or does.
struct EarlierLive {
  LiveRecord record;
  bool running = false;  // else it was killed, and its program is left
};

// By the records in `folder`; none: nothing of bpfmark's is on the interface. The record of what is
// no longer there is removed. Cannot measure: the interface is gone.
Result<std::optional<EarlierLive>> earlier_live(const std::filesystem::path& folder,
                                                const Interface& interface);

// Takes what a killed one left off the interface. Cannot measure: the kernel refuses.
Result<void> remove_left(const std::filesystem::path& folder, const Interface& interface,
                         const EarlierLive& left);

struct AttachRequest {
  Interface interface;
  std::optional<AttachMode> mode;       // none: native, and skb where the driver has no native mode
  std::optional<EarlierLive> replaced;  // in whose place it goes, without a packet in between
  std::filesystem::path records;        // "/run/bpfmark"; empty: none is kept
  std::string object_name;              // for the record
};

enum class AttachmentState { attached, replaced, detached };

class LiveAttachment {
 public:
  // `object`: loaded, or only opened, and then libxdp loads it as its dispatcher needs it. Must
  // outlive this. Cannot measure: the interface is in use by a program that leaves no room beside
  // it, the driver has no such mode, no permission.
  static Result<LiveAttachment> attach(Object& object, const AttachRequest& request);

  LiveAttachment(LiveAttachment&& other) noexcept;
  LiveAttachment& operator=(LiveAttachment&&) = delete;
  ~LiveAttachment();

  AttachMode mode() const { return record_.mode; }
  bool behind_dispatcher() const { return record_.dispatcher; }
  const KernelProgram& program() const { return record_.program; }
  const LiveRecord& record() const { return record_; }
  bool record_kept() const { return record_kept_; }

  // Cannot measure (errno ENODEV): the interface is gone.
  Result<AttachmentState> state() const;

  // Off the interface, if it is still there. Cannot measure: the kernel refuses.
  Result<void> detach();

 private:
  LiveAttachment(Interface interface, xdp_program* program, std::filesystem::path record_file)
      : interface_(std::move(interface)), program_(program), record_file_(std::move(record_file)) {}
  Result<void> attach_in(AttachMode mode, const std::optional<EarlierLive>& replaced);
  void keep_record();

  Interface interface_;
  xdp_program* program_;
  std::filesystem::path record_file_;
  LiveRecord record_;
  bool record_kept_ = false;
  bool attached_ = false;
};

// Whether the kernel takes freplace programs, of which libxdp's dispatcher is made.
bool kernel_has_freplace();

}  // namespace bpfmark
