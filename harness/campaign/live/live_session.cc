// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/standard_streams.h"
#include "harness/kernel/foreign/foreign_objects.h"
#include "harness/kernel/live/live_attachment.h"
#include "harness/kernel/live/live_program.h"
#include "harness/kernel/live/run_count.h"
#include "harness/kernel/message/message_text.h"
#include "harness/kernel/message/message_type.h"

namespace bpfmark {
namespace {

constexpr double kRatesEveryS = 1;
constexpr double kStateEveryS = 0.1;
constexpr int kMaxWaitMs = 50;
constexpr std::size_t kMaxKnownTexts = 4096;

std::string text_of_left(const EarlierLive& earlier, const std::string& interface) {
  return fmt::format("program '{}' (id {}, of {}) on {}", earlier.record.program.name,
                     earlier.record.program.id, earlier.record.object, interface);
}

// What is done with an earlier one: nothing, removed, replaced, or it is in the way.
Result<std::optional<EarlierLive>> settle_with_earlier(const LiveOptions& options,
                                                       const Interface& interface) {
  BPFMARK_ASSIGN(earlier, earlier_live(kLiveRecords, interface));
  if (!earlier || options.replace) return earlier;
  const std::string what = text_of_left(*earlier, interface.name);
  if (earlier->running) {
    return cannot_measure(
        fmt::format("process {} runs `bpfmark live` with {}; --replace puts this one in its place "
                    "without a gap",
                    earlier->record.process, what),
        EBUSY);
  }
  if (!options.remove_left) {
    return cannot_measure(
        fmt::format(
            "a killed `bpfmark live` has left {}; remove it with --remove-left, or put this "
            "one in its place with --replace",
            what),
        EBUSY);
  }
  BPFMARK_TRY(remove_left(kLiveRecords, interface, *earlier));
  print_stderr(fmt::format("bpfmark: removed what a killed `bpfmark live` left: {}\n", what));
  return std::optional<EarlierLive>();
}

Result<Map> typed_messages(const Object& object, const LiveOptions& options) {
  BPFMARK_ASSIGN(map, message_map(object, options.map));
  BPFMARK_TRY(set_message_type(map, options.type));
  return map;
}

// Messages as text. libbpf takes microseconds for one, and most programs have few different ones.
class MessageTexts {
 public:
  explicit MessageTexts(const Map& map) : map_(map) {}

  Result<std::string> text_of(const Bytes& message) {
    const auto known = known_.find(message);
    if (known != known_.end()) return known->second;
    BPFMARK_TRY(check_message(map_, message));
    std::string text = message_text(map_, message);
    if (known_.size() < kMaxKnownTexts) known_[message] = text;
    return text;
  }

 private:
  const Map& map_;
  std::map<Bytes, std::string> known_;
};

class LiveSession {
 public:
  LiveSession(const LiveOptions& options, LiveProgram& program, LiveAttachment& attachment,
              Map messages, RunStatistics::OwnCost own_cost, const LiveOutput& output)
      : options_(options),
        program_(program),
        attachment_(attachment),
        messages_(std::move(messages)),
        texts_(messages_),
        own_cost_(own_cost),
        output_(output) {}

  Result<std::optional<int>> run(StopSignals& signals) {
    BPFMARK_ASSIGN(drain, open_drain(messages_, options_.way.value_or(usual_way(messages_))));
    output_(start_text(start(), options_.format));
    start_s_ = clock_s();
    last_ = totals();
    first_ = last_;
    while (!signals.received() && !over()) {
      BPFMARK_ASSIGN(count, take(*drain));
      BPFMARK_ASSIGN(still_on, look_around());
      if (!still_on) break;
      if (count == 0) drain->wait(kMaxWaitMs);
    }
    return finish(*drain, signals);
  }

 private:
  double now_s() const { return clock_s() - start_s_; }
  bool over() const { return options_.duration_s && now_s() >= *options_.duration_s; }

  LiveStart start() const {
    LiveStart start;
    start.interface = options_.interface;
    start.mode = name_of(attachment_.mode());
    start.beside = attachment_.behind_dispatcher() ? "dispatcher" : "single";
    start.program = attachment_.program().name;
    start.program_id = attachment_.program().id;
    start.map = messages_.name;
    start.map_type = messages_.type_name;
    start.map_entries = messages_.max_entries;
    // The dispatcher's programs are not counted one by one.
    if (!attachment_.behind_dispatcher()) {
      start.told_ns = own_cost_.told_ns;
      start.added_ns = own_cost_.added_ns;
    }
    return start;
  }

  LiveTotals totals() const {
    LiveTotals totals;
    totals.time_s = now_s();
    totals.messages = counts_.total();
    if (const auto counts = program_.counts()) totals.lost = counts->lost;
    const auto runs = RunStatistics::of_program(program_.object.program_fd());
    if (runs && !attachment_.behind_dispatcher()) {
      totals.packets = runs->runs;
      totals.run_ns = runs->time_ns;
    }
    return totals;
  }

  Result<std::size_t> take(MessageDrain& drain) {
    std::string lines;
    std::optional<Error> unknown;
    const double now = now_s();
    BPFMARK_ASSIGN(count, drain.drain([&](const Bytes& message) {
      const auto text = texts_.text_of(message);
      if (!text) {
        if (!unknown) unknown = text.error();
        return;
      }
      counts_.add(*text);
      if (options_.each_message) lines += message_line(now, *text, options_.format);
    }));
    if (!lines.empty()) output_(lines);
    if (unknown) return Failure(*unknown);
    return count;
  }

  // Now and then: the rates, and whether the program is still where it was put. False: another
  // `bpfmark live` has put its own in its place.
  Result<bool> look_around() {
    if (now_s() - last_.time_s >= kRatesEveryS) {
      const LiveTotals now = totals();
      output_(rates_line(rates_between(last_, now, own_cost_.told_ns), now, options_.format));
      last_ = now;
    }
    if (now_s() < next_state_s_) return true;
    next_state_s_ = now_s() + kStateEveryS;
    BPFMARK_ASSIGN(state, attachment_.state());
    if (state == AttachmentState::attached) return true;
    BPFMARK_ASSIGN(interface, find_interface(options_.interface));
    BPFMARK_ASSIGN(other, earlier_live(kLiveRecords, interface));
    replaced_ = other.has_value() && other->record.process != ::getpid();
    if (replaced_) return false;
    return cannot_measure(fmt::format("somebody else {} program '{}' on interface {}",
                                      state == AttachmentState::replaced ? "replaced" : "detached",
                                      attachment_.program().name, options_.interface));
  }

  // What came in until the program was off counts too.
  Result<std::optional<int>> finish(MessageDrain& drain, StopSignals& signals) {
    BPFMARK_TRY(attachment_.detach());
    for (;;) {
      BPFMARK_ASSIGN(count, take(drain));
      if (count == 0) break;
    }
    LiveSummary summary;
    summary.totals = totals();
    summary.rates = rates_between(first_, summary.totals, own_cost_.told_ns);
    summary.counts = counts_;
    summary.ended = replaced_            ? "another `bpfmark live` in its place"
                    : signals.received() ? "a signal"
                                         : "its duration";
    output_(summary_text(summary, options_.format, options_.style));
    return signals.received();
  }

  const LiveOptions& options_;
  LiveProgram& program_;
  LiveAttachment& attachment_;
  Map messages_;
  MessageTexts texts_;
  RunStatistics::OwnCost own_cost_;
  const LiveOutput& output_;
  double start_s_ = clock_s();
  double next_state_s_ = 0;
  bool replaced_ = false;
  MessageCounts counts_;
  LiveTotals first_;
  LiveTotals last_;
};

}  // namespace

Result<std::optional<int>> run_live(const LiveOptions& options, const SharedImage& reference,
                                    StopSignals& signals, const LiveOutput& output) {
  BPFMARK_ASSIGN(interface, find_interface(options.interface));
  BPFMARK_ASSIGN(earlier, settle_with_earlier(options, interface));
  // What takes the place of a program that runs alone runs alone, and must be loaded for that.
  const bool alone = earlier && !earlier->record.dispatcher;
  const bool hardware = options.mode == AttachMode::hw;
  if (hardware && earlier) {
    return cannot_measure("--replace does not go with --mode hw: end the running one first");
  }
  const bool dispatcher = kernel_has_freplace() && !hardware && !alone;
  BPFMARK_ASSIGN(image, ForeignObjects().read(options.program));
  // For hardware libxdp must load it too: for that interface.
  auto loaded = dispatcher || hardware
                    ? open_live_program(image)
                    : load_live_program(image, options.map, LiveCounting::losses);
  if (!loaded) return Failure(loaded.error());
  LiveProgram& program = *loaded;
  // Messages that cannot be read are to be found before anything is attached, where they can be.
  if (!dispatcher && !hardware) BPFMARK_TRY(typed_messages(program.object, options));
  BPFMARK_ASSIGN(own_cost, RunStatistics::own_cost(reference));
  BPFMARK_ASSIGN(statistics, RunStatistics::start());
  (void)statistics;
  AttachRequest request;
  request.interface = interface;
  request.mode = options.mode;
  request.replaced = earlier;
  request.records = kLiveRecords;
  request.object_name = options.program.object.string();
  BPFMARK_ASSIGN(attachment, LiveAttachment::attach(program.object, request));
  if (!attachment.record_kept()) {
    print_stderr(
        fmt::format("bpfmark: cannot keep a record in {}: after a kill the next `bpfmark "
                    "live` will not know this program as its own\n",
                    kLiveRecords));
  }
  if (!is_up(interface)) {
    print_stderr(
        fmt::format("bpfmark: interface {} is down: until `ip link set {} up` there are no "
                    "packets\n",
                    interface.name, interface.name));
  }
  BPFMARK_ASSIGN(messages, typed_messages(program.object, options));
  return LiveSession(options, program, attachment, messages, own_cost, output).run(signals);
}

Result<std::string> remove_what_is_left(const std::string& interface_name) {
  BPFMARK_ASSIGN(interface, find_interface(interface_name));
  BPFMARK_ASSIGN(earlier, earlier_live(kLiveRecords, interface));
  if (!earlier) return fmt::format("no `bpfmark live` has left anything on {}", interface_name);
  if (earlier->running) {
    return cannot_measure(
        fmt::format("process {} still runs `bpfmark live` with {}", earlier->record.process,
                    text_of_left(*earlier, interface_name)),
        EBUSY);
  }
  BPFMARK_TRY(remove_left(kLiveRecords, interface, *earlier));
  return fmt::format("removed {}", text_of_left(*earlier, interface_name));
}

}  // namespace bpfmark
