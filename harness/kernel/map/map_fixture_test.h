// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The maps of bpf/tests/map_types.bpf.c, for the tests that fill and empty maps.
#pragma once

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/program/map.h"
#include "harness/kernel/program/object.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {

// The numbers as they lie in memory, one behind the other.
inline Bytes words(std::initializer_list<std::uint32_t> values) {
  Bytes bytes(4 * values.size());
  std::memcpy(bytes.data(), values.begin(), bytes.size());
  return bytes;
}

class KernelMapFixture : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped()) return;
    object_ = std::make_unique<Object>(need(Object::open(built_object("tests/map_types"), "")));
    must(object_->load(false));
    maps_ = object_->maps();
  }

  const Map& map(const std::string& name) const {
    for (const Map& each : maps_) {
      if (each.name == name) return each;
    }
    throw std::runtime_error("no map " + name);
  }

  void push(const std::string& name, const Bytes& value) const {
    EXPECT_EQ(bpf_map_update_elem(map(name).fd, nullptr, value.data(), BPF_ANY), 0);
  }

  // One packet for the ring buffer's writer; 'd' has it discard its record.
  std::uint32_t write_record(char what = 's') const {
    Bytes frame(64);
    frame[0] = static_cast<std::uint8_t>(what);
    return need(test_run(object_->program_fd(), frame, 1)).verdict;
  }

  std::unique_ptr<Object> object_;
  std::vector<Map> maps_;
};

inline constexpr std::size_t kRecordBytes = 32;  // three numbers of 8 bytes and the header

}  // namespace bpfmark
