// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/path/warning.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bpfmark {
namespace {

std::string share_text(double share) {
  return share >= 1 ? "every packet" : fmt::format("{:.3g} % of the packets", share * 100);
}

std::string map_text(const std::string& map) {
  return map.empty() ? "its map" : fmt::format("map '{}'", map);
}

std::string text(const AbortedPackets& w) {
  return fmt::format(
      "XDP_ABORTED for {}: the path of an error was timed; give a packet, map entries or variables "
      "with which the program does its work",
      share_text(w.share));
}

std::string text(const NoVerdict& w) {
  return fmt::format(
      "returned {} for {}, which is no verdict: the kernel drops such a packet with a warning; "
      "return one of its words, such as XDP_PASS",
      w.word, share_text(w.share));
}

std::string text(const RedirectWithoutTarget& w) {
  if (w.map.empty()) {
    return fmt::format(
        "the redirect at {} found no interface{}: the packet would be lost; give the program the "
        "index of an interface that exists",
        w.place, w.key ? fmt::format(" {}", *w.key) : "");
  }
  return fmt::format(
      "the redirect at {} found no target in {}{}: its miss was timed; put an entry there", w.place,
      map_text(w.map), w.key ? fmt::format(", key {}", *w.key) : "");
}

std::string text(const RedirectNotAsked& /*w*/) {
  return "returned XDP_REDIRECT without a call of bpf_redirect() or bpf_redirect_map(): the packet "
         "goes nowhere; call one of them";
}

std::string text(const EmptyTailCall& w) {
  return fmt::format(
      "the tail call at {} met an empty slot for {}: {}{}: what comes behind it was not measured; "
      "put a program there",
      w.place, share_text(w.share), map_text(w.map),
      w.index ? fmt::format(", index {}", *w.index) : "");
}

// What a helper needs, where that is known.
std::string cure_of(const FailingHelper& w) {
  if (w.helper == "fib_lookup") {
    return "add a route and a neighbour for the packet's destination (ip route, ip neigh), and "
           "turn "
           "forwarding on";
  }
  if (w.helper == "perf_event_output") {
    return fmt::format("nobody reads {}; use a ring buffer, which needs no reader",
                       map_text(w.map));
  }
  if (w.helper.starts_with("ringbuf") || w.helper == "map_push_elem") {
    return fmt::format("{} may be full: let the suite drain it", map_text(w.map));
  }
  if (w.helper == "map_update_elem") {
    return fmt::format("{} may be full: let the suite clear it, or make it larger",
                       map_text(w.map));
  }
  if (w.helper.find("_lookup_") != std::string::npos) return "open a socket that the packet is for";
  return "give a packet and a state with which it succeeds";
}

std::string text(const FailingHelper& w) {
  return fmt::format("{} at {} failed every time: its failure was timed; {}", w.helper, w.place,
                     cure_of(w));
}

std::string text(const PrintsTrace& w) {
  return fmt::format(
      "bpf_trace_printk() at {}, {:.3g} times a packet: some 300 ns each are in the cost; compile "
      "it out, or count events in a map",
      w.place, w.calls_per_packet);
}

std::string text(const NotCounted& w) {
  return "instructions are not counted: " + w.why;
}

std::string text(const CountNotExact& w) {
  return "the count of instructions is not exact: " + w.why;
}

std::string text(const NeverQuiet& /*w*/) {
  return "the core was never quiet for long enough: no estimate of the quiet regime; give it a "
         "larger --budget, or another --cpu";
}

std::string text(const FewLinesReached& n) {
  return fmt::format(
      "{} of {} lines were executed{}: what the others cost is not in the figures; give packets "
      "that get there (--packet FILE.pcap or FILE.hex), or a suite that fills the maps",
      n.executed, n.lines,
      n.place.empty() ? "" : fmt::format(", most of the others lie behind {}", n.place));
}

std::string text(const UnsetConstants& n) {
  return fmt::format(
      "measured with `{}` = 0: nothing set {}; where it is set in use, initialise it in the source "
      "for the measurement",
      fmt::join(n.names, "` = 0, `"),
      n.names.size() == 1 ? "this const volatile variable" : "these const volatile variables");
}

}  // namespace

std::string text_of(const Warning& warning) {
  return std::visit([](const auto& each) { return text(each); }, warning);
}

std::string text_of(const Note& note) {
  return std::visit([](const auto& each) { return text(each); }, note);
}

}  // namespace bpfmark
