// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/live_attachment.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/if_link.h>
#include <unistd.h>
#include <xdp/libxdp.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "harness/base/unique_fd.h"
#include "harness/kernel/machine/libbpf_log.h"

namespace bpfmark {
namespace {

using OwnedProgram = std::unique_ptr<xdp_program, void (*)(xdp_program*)>;
using OwnedMultiprog = std::unique_ptr<xdp_multiprog, void (*)(xdp_multiprog*)>;

xdp_attach_mode libxdp_mode(AttachMode mode) {
  if (mode == AttachMode::native) return XDP_MODE_NATIVE;
  return mode == AttachMode::skb ? XDP_MODE_SKB : XDP_MODE_HW;
}

unsigned link_flags(AttachMode mode) {
  if (mode == AttachMode::native) return XDP_FLAGS_DRV_MODE;
  return mode == AttachMode::skb ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_HW_MODE;
}

// It says on stderr what the answer says as well.
void silence_libxdp() {
  libxdp_set_print([](libxdp_print_level, const char*, va_list) { return 0; });
  start_libbpf_log();
}

OwnedProgram none() {
  return OwnedProgram(nullptr, xdp_program__close);
}

OwnedProgram program_by_id(std::uint32_t id) {
  xdp_program* program = xdp_program__from_id(id);
  if (libxdp_get_error(program) != 0) return none();
  return OwnedProgram(program, xdp_program__close);
}

OwnedMultiprog all_on(int index) {
  xdp_multiprog* all = xdp_multiprog__get_from_ifindex(index);
  if (libxdp_get_error(all) != 0) all = nullptr;
  return OwnedMultiprog(all, xdp_multiprog__close);
}

// Whether it runs on the interface's packets, alone or behind the dispatcher.
Result<bool> is_on(const Interface& interface, const KernelProgram& program) {
  BPFMARK_ASSIGN(on, program_on(interface));
  if (!on) return false;
  if (on->program.id == program.id) return on->program == program;
  const OwnedMultiprog all = all_on(interface.index);
  if (!all || xdp_multiprog__is_legacy(all.get())) return false;
  xdp_program* each = nullptr;
  while ((each = xdp_multiprog__next_prog(each, all.get())) != nullptr) {
    if (xdp_program__id(each) == program.id) return kernel_program(program.id) == program;
  }
  return false;
}

Failure refusal(const Interface& interface, AttachMode mode, int error) {
  if (error == EBUSY || error == EEXIST) {
    const auto on = program_on(interface);
    const std::string who = on && *on
                                ? fmt::format("program '{}' (id {}, {} mode)", (*on)->program.name,
                                              (*on)->program.id, name_of((*on)->mode))
                                : "another program";
    return cannot_measure(
        fmt::format("interface {} is in use by {}, which leaves no room for another; detach it "
                    "with the tool that attached it",
                    interface.name, who),
        error);
  }
  // For hardware the maps are made there first, which fails otherwise.
  if (error == EOPNOTSUPP || (mode == AttachMode::hw && error == EINVAL)) {
    return cannot_measure(fmt::format("the driver of interface {} has no {} mode; try --mode skb",
                                      interface.name, name_of(mode)),
                          error);
  }
  if (error == EPERM || error == EACCES) {
    return cannot_measure(fmt::format("no permission to attach to interface {}: run as root, or "
                                      "with CAP_NET_ADMIN and CAP_BPF",
                                      interface.name),
                          error);
  }
  return cannot_measure(fmt::format("cannot attach to interface {} in {} mode: {}", interface.name,
                                    name_of(mode), std::strerror(error)),
                        error, libbpf_log());
}

Result<OwnedProgram> libxdp_program(Object& object) {
  silence_libxdp();
  xdp_program_opts options{};
  options.sz = sizeof options;
  xdp_program* program = nullptr;
  if (object.program_fd() >= 0) {
    program = xdp_program__from_fd(object.program_fd());
  } else {
    options.obj = object.get();
    options.prog_name = object.program_name().c_str();
    program = xdp_program__create(&options);
  }
  if (const long error = libxdp_get_error(program); error != 0) {
    return cannot_measure(
        fmt::format("libxdp does not take program '{}': {}", object.program_name(),
                    std::strerror(static_cast<int>(-error))),
        static_cast<int>(-error), libbpf_log());
  }
  return OwnedProgram(program, xdp_program__close);
}

}  // namespace

bool kernel_has_freplace() {
  return libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_EXT, nullptr) == 1;
}

Result<std::optional<EarlierLive>> earlier_live(const std::filesystem::path& folder,
                                                const Interface& interface) {
  silence_libxdp();
  const std::filesystem::path file = record_path(folder, interface);
  const auto record = read_record(file);
  if (!record) return std::optional<EarlierLive>();
  BPFMARK_ASSIGN(on, is_on(interface, record->program));
  const bool running = owner_lives(*record);
  if (on) return std::optional<EarlierLive>({*record, running});
  std::error_code ignored;
  if (!running) std::filesystem::remove(file, ignored);
  return std::optional<EarlierLive>();
}

Result<void> remove_left(const std::filesystem::path& folder, const Interface& interface,
                         const EarlierLive& left) {
  silence_libxdp();
  const OwnedProgram program = program_by_id(left.record.program.id);
  const int error = program ? xdp_program__detach(program.get(), interface.index,
                                                  libxdp_mode(left.record.mode), 0)
                            : -ENOENT;
  if (error != 0) return refusal(interface, left.record.mode, -error);
  std::error_code ignored;
  std::filesystem::remove(record_path(folder, interface), ignored);
  return {};
}

LiveAttachment::LiveAttachment(LiveAttachment&& other) noexcept
    : interface_(std::move(other.interface_)),
      program_(std::exchange(other.program_, nullptr)),
      record_file_(std::move(other.record_file_)),
      record_(std::move(other.record_)),
      record_kept_(other.record_kept_),
      attached_(std::exchange(other.attached_, false)) {}

LiveAttachment::~LiveAttachment() {
  (void)detach();
  if (program_ != nullptr) xdp_program__close(program_);
}

Result<LiveAttachment> LiveAttachment::attach(Object& object, const AttachRequest& request) {
  BPFMARK_ASSIGN(program, libxdp_program(object));
  const std::filesystem::path file =
      request.records.empty() ? "" : record_path(request.records, request.interface);
  LiveAttachment attachment(request.interface, program.release(), file);
  attachment.record_.process = ::getpid();
  attachment.record_.process_started = start_of_process(::getpid());
  attachment.record_.object = request.object_name;
  // The interface has one program in one mode: what replaces it takes its mode.
  std::optional<AttachMode> mode = request.mode;
  if (request.replaced && mode && *mode != request.replaced->record.mode) {
    return cannot_measure(fmt::format(
        "interface {} runs its program in {} mode, and what takes its place must run in "
        "the same; leave --mode out",
        request.interface.name, name_of(request.replaced->record.mode)));
  }
  if (!mode && request.replaced) mode = request.replaced->record.mode;
  auto attached = attachment.attach_in(mode.value_or(AttachMode::native), request.replaced);
  if (!attached && !mode && attached.error().errno_value == EOPNOTSUPP) {
    attached = attachment.attach_in(AttachMode::skb, std::nullopt);
  }
  BPFMARK_TRY(attached);
  return attachment;
}

Result<void> LiveAttachment::attach_in(AttachMode mode,
                                       const std::optional<EarlierLive>& replaced) {
  record_.mode = mode;
  const bool swap = replaced && !replaced->record.dispatcher;
  const std::optional<LiveRecord> before = read_record(record_file_);
  // Before it is attached, if its id is known by then: a kill may come at any time.
  if (xdp_program__fd(program_) >= 0) {
    record_.program = kernel_program_of_fd(xdp_program__fd(program_));
    keep_record();
  }
  int error = 0;
  if (swap) {
    const UniqueFd old(bpf_prog_get_fd_by_id(replaced->record.program.id));
    bpf_xdp_attach_opts options{};
    options.sz = sizeof options;
    options.old_prog_fd = old.get();
    error = bpf_xdp_attach(interface_.index, xdp_program__fd(program_),
                           link_flags(mode) | XDP_FLAGS_REPLACE, &options);
  } else {
    error = xdp_program__attach(program_, interface_.index, libxdp_mode(mode), 0);
  }
  if (error != 0) {
    std::error_code ignored;
    if (before) (void)write_record(record_file_, *before);
    if (!before && !record_file_.empty()) std::filesystem::remove(record_file_, ignored);
    return refusal(interface_, mode, -error);
  }
  attached_ = true;
  record_.program = kernel_program_of_fd(xdp_program__fd(program_));
  const OwnedMultiprog all = all_on(interface_.index);
  record_.dispatcher = all && !xdp_multiprog__is_legacy(all.get());
  keep_record();
  // Behind a dispatcher both run for a moment: each change is a new dispatcher in one step.
  if (replaced && !swap) {
    const OwnedProgram old = program_by_id(replaced->record.program.id);
    if (old) xdp_program__detach(old.get(), interface_.index, libxdp_mode(mode), 0);
  }
  return {};
}

void LiveAttachment::keep_record() {
  record_kept_ = !record_file_.empty() && write_record(record_file_, record_).has_value();
}

Result<AttachmentState> LiveAttachment::state() const {
  BPFMARK_ASSIGN(on, is_on(interface_, record_.program));
  if (on) return AttachmentState::attached;
  BPFMARK_ASSIGN(other, program_on(interface_));
  return other ? AttachmentState::replaced : AttachmentState::detached;
}

Result<void> LiveAttachment::detach() {
  if (!std::exchange(attached_, false)) return {};
  const auto now = state();
  const auto owner = read_record(record_file_);
  std::error_code ignored;
  if (owner && *owner == record_) std::filesystem::remove(record_file_, ignored);
  if (!now || *now != AttachmentState::attached) return {};
  // libxdp refuses to detach another program than this one.
  const int error = xdp_program__detach(program_, interface_.index, libxdp_mode(record_.mode), 0);
  if (error != 0) return refusal(interface_, record_.mode, -error);
  return {};
}

}  // namespace bpfmark
