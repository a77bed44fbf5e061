// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Captures as tools write them. Where wireshark's capinfos is installed, it says how many frames
// there are.
#include "harness/packet/file/capture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdio>

#include "harness/base/temporary_folder_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Numbers in the byte order of a section.
struct Order {
  bool big = false;

  std::string number(std::uint32_t value, std::size_t bytes) const {
    std::string out;
    for (std::size_t i = 0; i < bytes; ++i) {
      const std::size_t shift = 8 * (big ? bytes - 1 - i : i);
      out += static_cast<char>(value >> shift & 0xffU);
    }
    return out;
  }
  std::string u16(std::uint32_t value) const { return number(value, 2); }
  std::string u32(std::uint32_t value) const { return number(value, 4); }

  std::string block(std::uint32_t type, std::string body) const {
    body.resize((body.size() + 3) / 4 * 4);
    const std::string total = u32(static_cast<std::uint32_t>(body.size() + 12));
    return u32(type) + total + body + total;
  }
  std::string section() const {
    return block(0x0a0d0d0a, u32(0x1a2b3c4d) + u16(1) + u16(0) + u32(0xffffffff) + u32(0xffffffff));
  }
  std::string interface(std::uint32_t link, std::uint32_t snap,
                        const std::string& options = "") const {
    return block(1, u16(link) + u16(0) + u32(snap) + options);
  }
  std::string option(std::uint32_t code, std::string value) const {
    const auto size = static_cast<std::uint32_t>(value.size());
    value.resize((value.size() + 3) / 4 * 4);
    return u16(code) + u16(size) + value;
  }
  std::string frame(std::uint32_t interface, const std::string& bytes, std::uint32_t wire = 0,
                    const std::string& options = "") const {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    std::string padded = bytes;
    padded.resize((padded.size() + 3) / 4 * 4);
    return block(6, u32(interface) + u32(0) + u32(0) + u32(size) + u32(wire == 0 ? size : wire) +
                        padded + options);
  }
  std::string simple_frame(const std::string& bytes, std::uint32_t wire) const {
    return block(3, u32(wire) + bytes);
  }
  std::string pcap(std::uint32_t link, const std::string& bytes, std::uint32_t wire = 0) const {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    return u32(0xa1b2c3d4) + u16(2) + u16(4) + u32(0) + u32(0) + u32(65535) + u32(link) + u32(1) +
           u32(2) + u32(size) + u32(wire == 0 ? size : wire) + bytes;
  }
};

constexpr Order kLittle{false};
constexpr Order kBig{true};

Bytes bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

class CaptureFile : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& bytes) {
    return folder_.write(name, bytes);
  }
  std::vector<Bytes> frames_of(const std::string& bytes, const CaptureUse& use = {}) {
    const std::string file = write("capture.pcap", bytes);
    const auto packet = read_capture(file, use);
    if (!packet) {
      ADD_FAILURE() << packet.error().message;
      return {};
    }
    expect_capinfos_agrees(file, packet->frames.size());
    return packet->frames;
  }
  std::string error_of(const std::string& bytes, const CaptureUse& use = {}) {
    const auto packet = read_capture(write("capture.pcap", bytes), use);
    return packet ? "it was read" : packet.error().message;
  }

  TemporaryFolder folder_;

  static void expect_capinfos_agrees(const std::string& file, std::size_t frames) {
    const std::string command = "capinfos -M -c -r -T '" + file + "' 2>/dev/null";
    FILE* pipe = ::popen(command.c_str(), "r");
    char line[4096] = "";
    const bool told = std::fgets(line, sizeof line, pipe) != nullptr;
    ::pclose(pipe);
    if (!told) return;  // not installed
    const std::string text = line;
    EXPECT_EQ(std::stoul(text.substr(text.find('\t') + 1)), frames) << text;
  }
};

const std::string kFrame(60, 'x');
const std::string kOther(74, 'y');

TEST_F(CaptureFile, HasInterfacesOfDifferentSnapLengths) {
  const std::string file = kLittle.section() + kLittle.interface(1, 65535) +
                           kLittle.interface(1, 262144) + kLittle.frame(0, kFrame) +
                           kLittle.frame(1, kOther);
  EXPECT_THAT(frames_of(file), ElementsAre(bytes_of(kFrame), bytes_of(kOther)));
}

TEST_F(CaptureFile, MayHaveUnusedInterfacesOfAnyLinkType) {
  const std::string file = kLittle.section() + kLittle.interface(127, 65535) +
                           kLittle.interface(1, 65535) + kLittle.frame(1, kFrame);
  EXPECT_THAT(frames_of(file), ElementsAre(bytes_of(kFrame)));
}

TEST_F(CaptureFile, HasSectionsOfEitherByteOrder) {
  std::string file;
  for (const Order& order : {kLittle, kBig}) {
    file += order.section() + order.interface(1, 65535) + order.frame(0, kFrame);
  }
  EXPECT_THAT(frames_of(file), ElementsAre(bytes_of(kFrame), bytes_of(kFrame)));
}

TEST_F(CaptureFile, PassesOverBlocksWithoutAFrame) {
  const std::string file = kBig.section() + kBig.block(0x0bad, "custom!!") + kBig.interface(1, 0) +
                           kBig.block(4, kBig.u16(0) + kBig.u16(0)) + kBig.frame(0, kFrame) +
                           kBig.block(5, std::string(16, '\0'));
  EXPECT_THAT(frames_of(file), ElementsAre(bytes_of(kFrame)));
}

TEST_F(CaptureFile, HasSimpleFramesOfTheFirstInterface) {
  const std::string file =
      kLittle.section() + kLittle.interface(1, 60) + kLittle.simple_frame(kFrame, 60);
  EXPECT_THAT(frames_of(file), ElementsAre(bytes_of(kFrame)));
  const std::string cut =
      kLittle.section() + kLittle.interface(1, 60) + kLittle.simple_frame(kFrame, 1514);
  EXPECT_THAT(error_of(cut), HasSubstr("frame 1: cut by the snap length to 60 of its 1514 bytes"));
}

TEST_F(CaptureFile, LosesTheCheckSequenceThatItDeclares) {
  const std::string with = kFrame + "FCS!";
  const std::uint32_t four_bytes = 0x24000000;
  EXPECT_THAT(frames_of(kLittle.pcap(1 | four_bytes, with)), ElementsAre(bytes_of(kFrame)));
  EXPECT_THAT(frames_of(kBig.pcap(1 | four_bytes, with)), ElementsAre(bytes_of(kFrame)));
  for (const char length : {'\4', '\40'}) {  // octets, and bits as some write it
    const std::string options = kLittle.option(13, std::string(1, length));
    EXPECT_THAT(
        frames_of(kLittle.section() + kLittle.interface(1, 0, options) + kLittle.frame(0, with)),
        ElementsAre(bytes_of(kFrame)));
  }
  const std::string flags = kLittle.option(2, kLittle.u32(4U << 5U));
  EXPECT_THAT(
      frames_of(kLittle.section() + kLittle.interface(1, 0) + kLittle.frame(0, with, 0, flags)),
      ElementsAre(bytes_of(kFrame)));
  EXPECT_THAT(frames_of(kLittle.pcap(1, with)), ElementsAre(bytes_of(with))) << "none is declared";
}

TEST_F(CaptureFile, LosesWhatIsLeftOfTheCheckSequenceOfACutFrame) {
  const std::string cut = kFrame + "FC";  // of 64 bytes on the wire
  EXPECT_THAT(frames_of(kLittle.pcap(0x24000001, cut, 64)), ElementsAre(bytes_of(kFrame)));
}

TEST_F(CaptureFile, GetsAnEthernetHeaderWhereThatIsWanted) {
  const std::string ip = '\x45' + std::string(39, 'i');
  const std::string ip6 = '\x60' + std::string(59, 'i');
  const std::string addresses("\2\0\0\0\0\2\2\0\0\0\0\1", 12);
  const std::string as_ip = addresses + std::string("\x08\0", 2) + ip;
  const std::string as_ip6 = addresses + "\x86\xdd" + ip6;
  const std::string cooked =
      std::string("\0\0\0\1\0\6abcdefgh", 14) + std::string("\x08\0", 2) + ip;
  const std::string cooked2 = std::string("\x08\0", 2) + std::string(18, 'c') + ip;
  const CaptureUse use{.adds_ethernet_header = true};
  EXPECT_THAT(frames_of(kLittle.pcap(101, ip), use), ElementsAre(bytes_of(as_ip)));
  EXPECT_THAT(frames_of(kLittle.pcap(229, ip6), use), ElementsAre(bytes_of(as_ip6)));
  EXPECT_THAT(frames_of(kLittle.pcap(0, kLittle.u32(2) + ip), use), ElementsAre(bytes_of(as_ip)));
  EXPECT_THAT(frames_of(kLittle.pcap(113, cooked), use), ElementsAre(bytes_of(as_ip)));
  EXPECT_THAT(frames_of(kLittle.pcap(276, cooked2), use), ElementsAre(bytes_of(as_ip)));
  EXPECT_THAT(frames_of(kLittle.pcap(1, kFrame), use), ElementsAre(bytes_of(kFrame)));

  EXPECT_THAT(error_of(kLittle.pcap(101, ip)), HasSubstr("raw IP without an Ethernet header"));
  EXPECT_THAT(error_of(kLittle.pcap(101, ip)), HasSubstr("--link ethernet"));
  EXPECT_THAT(error_of(kLittle.pcap(127, ip), use), HasSubstr("link type 127, allowed: Ethernet"));
  EXPECT_THAT(error_of(kLittle.pcap(101, "\x15no IP"), use), HasSubstr("without an IPv4 or IPv6"));
}

TEST_F(CaptureFile, IsFilledUpWhereThatIsWanted) {
  const std::string file = kLittle.pcap(1, kFrame, 100);
  EXPECT_THAT(error_of(file), HasSubstr("--cut pad"));
  const CaptureUse use{.pads_cut_frames = true};
  EXPECT_THAT(frames_of(file, use), ElementsAre(bytes_of(kFrame + std::string(40, '\0'))));
  EXPECT_THAT(error_of(kLittle.pcap(1, kFrame, 0xffffffff), use), HasSubstr("3521 bytes, allowed"));
}

TEST_F(CaptureFile, IsToldByItsContentAndUnpacked) {
  const std::string bytes = kLittle.pcap(1, kFrame);
  const std::string packed = folder_.path() / "web.pcap.gz";
  gzFile out = ::gzopen(packed.c_str(), "wb");
  ::gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
  ::gzclose(out);
  for (const std::string& file :
       {packed, write("web.pcap0", bytes), write("web.dmp", bytes), write("web", bytes)}) {
    const auto packet = load_packet(file);
    ASSERT_TRUE(packet) << packet.error().message;
    EXPECT_THAT(packet->frames, ElementsAre(bytes_of(kFrame)));
    EXPECT_EQ(packet->name, "web");
  }
}

TEST_F(CaptureFile, NamesThePcapngBlockThatIsWrong) {
  const std::string start = kLittle.section() + kLittle.interface(1, 0);
  EXPECT_THAT(error_of(start + kLittle.frame(7, kFrame)),
              HasSubstr("block at byte 48 is of interface 7, which its section does not describe"));
  std::string lying = kLittle.frame(0, kFrame);
  lying.replace(20, 4, kLittle.u32(4000));
  EXPECT_THAT(error_of(start + lying), HasSubstr("is shorter than its frame"));
  lying = kLittle.frame(0, kFrame);
  lying.replace(4, 4, kLittle.u32(0x7ffffffc));
  EXPECT_THAT(error_of(start + lying), HasSubstr("impossible length 2147483644"));
  lying = kLittle.frame(0, kFrame);
  lying.back() = 'x';
  EXPECT_THAT(error_of(start + lying), HasSubstr("does not end with its own length"));
  EXPECT_THAT(error_of(kLittle.block(0x0a0d0d0a, std::string(16, 'o'))),
              HasSubstr("no byte order"));
  for (std::size_t length = 1; length < 48; ++length) {
    EXPECT_THAT(error_of(start.substr(0, length)), HasSubstr("capture.pcap: ")) << length;
  }
}

TEST_F(CaptureFile, OfAnotherFormatIsToBeConverted) {
  EXPECT_THAT(error_of(std::string("snoop\0\0\0\0\0\0\2\0\0\0\4", 16)),
              HasSubstr("editcap -F pcap"));
}

}  // namespace
}  // namespace bpfmark
