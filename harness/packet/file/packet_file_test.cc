// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/file/packet_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "harness/base/file.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PacketFile : public ::testing::Test {
 protected:
  PacketFile() {
    std::string name = (fs::temp_directory_path() / "bpfmark-packet-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~PacketFile() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& bytes) const {
    const fs::path path = folder_ / name;
    EXPECT_TRUE(write_file(path, bytes));
    return path.string();
  }
  // What is wrong with the file, after its path.
  std::string error_of(const std::string& name, const std::string& bytes) const {
    const std::string path = write(name, bytes);
    const auto packet = load_packet(path);
    if (packet) return "no error";
    EXPECT_EQ(packet.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(packet.error().message, HasSubstr(path));
    EXPECT_EQ(packet.error().message.find('\n'), std::string::npos);
    return packet.error().message.substr(
        std::min(packet.error().message.size(), packet.error().message.find(path) + path.size()));
  }
  fs::path folder_;
};

std::string little(std::uint32_t value, std::size_t bytes = 4) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xffU);
  return out;
}

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;

std::string pcap_header(std::uint32_t magic = kMicroseconds, std::uint32_t link = 1) {
  return little(magic) + little(2, 2) + little(4, 2) + little(0) + little(0) + little(65535) +
         little(link);
}

std::string pcap_frame(const std::string& bytes, std::size_t original = 0) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  return little(1) + little(2) + little(size) +
         little(original == 0 ? size : static_cast<std::uint32_t>(original)) + bytes;
}

std::string pcapng_block(std::uint32_t type, std::string body) {
  body.resize((body.size() + 3) / 4 * 4);
  const auto total = static_cast<std::uint32_t>(body.size() + 12);
  return little(type) + little(total) + body + little(total);
}

std::string pcapng_header(std::uint32_t link = 1) {
  return pcapng_block(0x0a0d0d0a, little(0x1a2b3c4d) + little(1, 2) + little(0, 2) +
                                      little(0xffffffff) + little(0xffffffff)) +
         pcapng_block(1, little(link, 2) + little(0, 2) + little(65535));
}

std::string pcapng_frame(const std::string& bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  return pcapng_block(6, little(0) + little(0) + little(0) + little(size) + little(size) + bytes);
}

Bytes bytes_of(const std::string& text) {
  return {text.begin(), text.end()};
}

TEST_F(PacketFile, ReadsAllFramesOfACapture) {
  const std::string first(14, 'a');
  const std::string second(kMaxTestRunBytes, 'b');
  const std::string both = pcap_frame(first) + pcap_frame(second);
  const std::string files[] = {
      write("micro.pcap", pcap_header() + both),
      write("nano.PCAP", pcap_header(kNanoseconds) + both),
      write("other.cap", pcap_header() + both),
      write("next.pcapng", pcapng_header() + pcapng_frame(first) + pcapng_frame(second)),
      write("misnamed.pcap", pcapng_header() + pcapng_frame(first) + pcapng_frame(second)),
  };
  for (const std::string& file : files) {
    const auto packet = load_packet(file);
    ASSERT_TRUE(packet) << packet.error().message;
    EXPECT_THAT(packet->frames, ElementsAre(bytes_of(first), bytes_of(second))) << file;
    EXPECT_EQ(packet->name, fs::path(file).stem());
  }
}

TEST_F(PacketFile, RefusesACaptureThatCannotBeUsed) {
  const std::string good = pcap_frame(std::string(60, 'x'));
  const struct {
    std::string bytes;
    const char* message;
  } cases[] = {
      {"", "not a pcap or pcapng capture that can be read (truncated"},
      {"\x7f"
       "ELF, more than twenty-four bytes",
       "not a pcap or pcapng capture that can be read"},
      {pcap_header().substr(0, 20), "not a pcap or pcapng capture that can be read (truncated"},
      {pcap_header(), ": holds no frame"},
      {pcapng_header(), ": holds no frame"},
      {pcap_header(kMicroseconds, 101) + good,
       ": frame 1: raw IP without an Ethernet header; to put"},
      {pcap_header(kMicroseconds, 113) + good,
       ": frame 1: Linux cooked without an Ethernet header"},
      {pcap_header() + good + good.substr(0, 10), ": after frame 1: truncated"},
      {pcap_header() + good + good.substr(0, 50), ": after frame 1: truncated"},
      {pcapng_header() + pcapng_frame(std::string(60, 'x')).substr(0, 40),
       ": the pcapng block at byte 48 is cut off: 92 bytes were to come"},
      {pcap_header() + good + pcap_frame(std::string(96, 'x'), 1514),
       ": frame 2: cut by the snap length to 96 of its 1514 bytes"},
      {pcap_header() + good + pcap_frame(std::string(13, 'x')),
       ": frame 2: 13 bytes, allowed: 14.."},
      {pcap_header() + pcap_frame(std::string(kMaxTestRunBytes + 1, 'x')),
       ": frame 1: 3521 bytes, allowed: 14..3520"},
      {pcap_header() + good + little(1) + little(2) + little(0xfffffff0) + little(0xfffffff0),
       ": after frame 1: "},
  };
  for (const auto& c : cases) EXPECT_THAT(error_of("bad.pcap", c.bytes), HasSubstr(c.message));
}

TEST_F(PacketFile, SaysHowManyFramesAreTooMany) {
  const std::string frame = pcap_frame(std::string(14, 'x'));
  std::string bytes = pcap_header();
  for (std::size_t i = 0; i < kMaxFrames; ++i) bytes += frame;
  EXPECT_EQ(load_packet(write("full.pcap", bytes)).value().frames.size(), kMaxFrames);
  EXPECT_THAT(error_of("over.pcap", bytes + frame + frame),
              HasSubstr(": 65538 frames, at most 65536 allowed"));
}

TEST_F(PacketFile, NeitherHangsOnAPipeNorReadsAFolder) {
  const fs::path pipe = folder_ / "pipe.pcap";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(load_packet(pipe).error().message, HasSubstr("not a regular file"));
  const fs::path folder = folder_ / "folder.pcap";
  fs::create_directory(folder);
  EXPECT_THAT(load_packet(folder).error().message, HasSubstr("not a regular file"));
  EXPECT_THAT(load_packet(folder_ / "none.pcap").error().message,
              HasSubstr("none.pcap: No such file or directory"));
  EXPECT_THAT(load_packet(folder_ / "none.hex").error().message,
              HasSubstr("none.hex: No such file or directory"));
}

TEST_F(PacketFile, ReadsHexadecimalFrames) {
  const auto packet = load_packet(write("two.hex",
                                        "# a comment alone does not end a frame\r\n"
                                        "00 01 02 03 04 05 06 07\r\n"
                                        "# still the first frame\n"
                                        "08090A0b0c0d  # the end\n"
                                        " \t\n\n\n"
                                        "ffffffffffff ffffffffffff 0800"));
  ASSERT_TRUE(packet) << packet.error().message;
  EXPECT_EQ(packet->name, "two");
  ASSERT_EQ(packet->frames.size(), 2U);
  EXPECT_THAT(packet->frames[0], ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
  EXPECT_EQ(packet->frames[1].size(), 14U);
  EXPECT_EQ(packet->frames[1][12], 8);
}

TEST_F(PacketFile, NamesTheLineThatIsNotHexadecimal) {
  std::string much;
  for (std::size_t i = 0; i <= kMaxTestRunBytes; ++i) much += "00\n";
  std::string many;
  for (std::size_t i = 0; i <= kMaxFrames; ++i) many += "0001020304050607080910111213\n\n";
  const struct {
    std::string text;
    const char* message;
  } cases[] = {
      {"", ": holds no bytes"},
      {" \n# 00 11\n", ": holds no bytes"},
      {"00 01\n0x02", ": line 2: digit '0' stands alone"},
      {"00 0 1", ": line 1: digit '0' stands alone"},
      {"\n\nzz", ": line 3: 'z' is not a hexadecimal digit"},
      {"00\n\xc3\xa9", ": line 2: byte 0xc3 is not a hexadecimal digit"},
      {std::string("00\0"
                   "00",
                   5),
       ": line 1: byte 0x00 is not"},
      {"0001020304050607080910111213\n\n00 01\n02", ": line 3: a frame of 3 bytes, allowed: 14.."},
      {much, ": line 3521: the frame is longer than 3520 bytes"},
      {many, ": line 131073: more than 65536 frames"},
  };
  for (const auto& c : cases) EXPECT_THAT(error_of("bad.hex", c.text), HasSubstr(c.message));
}

TEST(LoadPacket, ListsWhatItTakes) {
  for (const char* name : {"", "udp65", "packet.txt", "/dev/null", "UDP64"}) {
    const auto packet = load_packet(name);
    ASSERT_FALSE(packet) << name;
    EXPECT_THAT(packet.error().message, HasSubstr("udp64, tcp64, udp1500, icmp, arp, ipv6-udp"));
    EXPECT_THAT(packet.error().message, HasSubstr("a capture, or bytes in a .hex file"));
  }
}

}  // namespace
}  // namespace bpfmark
