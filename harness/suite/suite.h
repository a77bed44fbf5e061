// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A suite: which programs, on which packets, and what each is expected to do. Inert data, read from
// a JSON file with comments (bench/suites/) or made from the command line; it touches neither the
// objects nor the kernel. Reading it resolves paths and loads packets, so that a Suite that exists
// can be run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/packet/packet.h"

namespace bpfmark {

inline constexpr int kSuiteSchemaVersion = 1;
inline constexpr std::size_t kMaxVersions = 256;
inline constexpr std::size_t kMaxPackets = 1024;
inline constexpr std::size_t kMaxSweeps = 64;

// `file.bpf.o` or `file.bpf.o:program`.
struct ProgramRef {
  std::filesystem::path object;
  std::string program;  // empty: the object's only XDP program
};

// One version of the program; the order in a Suite is its history.
struct Version {
  std::string name;
  ProgramRef program;
};

// What is done to a map before each timed block, outside the timed part.
enum class MapPreparation {
  keep,     // nothing: its state runs on
  drain,    // QUEUE, STACK, RINGBUF, USER_RINGBUF: take everything out
  fill,     // QUEUE, STACK: push until it is full
  clear,    // delete every entry; array elements to zero; a variable to what it begins with
  restore,  // the same, and `entries` or `value` are put back
  initial,  // `entries` or `value` are put there once a placement; then its state runs on
};

struct MapEntry {
  Bytes key;
  Bytes value;
};

struct MapState {
  std::string map;  // or a global variable, or a section of them (".bss")
  MapPreparation preparation = MapPreparation::keep;
  std::vector<MapEntry> entries = {};  // of a map, with `restore` and `initial`
  Bytes value = {};                    // of a variable, with `restore` and `initial`
  bool each_packet = false;            // `clear` and `restore` before every packet
};

// What the verified run must see, or the case is not timed. Absent: recorded, not checked.
struct Expectation {
  std::optional<std::uint32_t> verdict;  // an XDP action, 0..4
  // What one packet leaves in the message map, oldest first, as text (an enumerator's name, or
  // hexadecimal bytes); an empty list: nothing. By version name; "*" holds for the others.
  std::map<std::string, std::vector<std::string>> messages;
};

struct PacketSpec {
  Packet packet;
  std::vector<MapState> maps;  // added to the suite's, replacing the entry for the same map
  Expectation expect;          // for a mix: of every frame, where it could be derived
};

struct Suite {
  std::string name;
  std::string description;
  std::filesystem::path path;       // empty where there is no file
  std::vector<Version> versions;    // at least one, names unique
  std::vector<PacketSpec> packets;  // at least one, names unique
  std::vector<MapState> maps;
  // A field over a range, a frame for each value; names unlike each other's and the packets'. The
  // behaviour of versions is compared on every frame, with the suite's `maps`; nothing is timed.
  std::vector<Packet> sweeps;
};

// One program on one packet: the unit that has a name and a result.
struct Case {
  std::size_t version = 0;  // index into Suite::versions
  std::size_t packet = 0;   // index into Suite::packets
};

// "fizzbuzz/v3/fibonacci-small"
std::string case_name(const Suite& suite, const Case& c);

// What is done to the maps for one packet: its own states, and the suite's for all other maps.
std::vector<MapState> map_states(const Suite& suite, const PacketSpec& packet);

}  // namespace bpfmark
