// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the tests of counts share: frames, and the fixture that counts.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "harness/kernel/count/packet_profile.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/object/built_image_test.h"

namespace bpfmark {

// Frames that lead every program along several ways.
inline ProfiledPacket some_frames() {
  ProfiledPacket packet{need(builtin_packet("udp64")), {}};
  packet.packet.name = "some";
  const Bytes first = packet.packet.frames.front();
  for (const char* name : {"tcp64", "udp1500", "arp", "ipv6-udp", "vlan-udp", "fibonacci-large",
                           "fizzbuzz", "truncated", "udp64"}) {
    packet.packet.frames.push_back(need(builtin_packet(name)).frames.front());
  }
  for (const int address : {0, 1, 7, 13, 45, 233, 255}) {
    Bytes frame = first;
    frame[29] = static_cast<std::uint8_t>(address);  // the source address' last byte
    packet.packet.frames.push_back(frame);
  }
  return packet;
}

class KernelProfileTest : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    need(pin_to_cpu(std::nullopt));
  }

  static Result<Profile> profile(const std::filesystem::path& object, const std::string& program,
                                 const ProfiledPacket& packet, const ProfileOptions& options = {}) {
    BPFMARK_ASSIGN(image, read_image(object));
    return profile_program({image, program}, {packet}, built_image("drive/queue"), options);
  }
};

}  // namespace bpfmark
