// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/file/capture.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <utility>

#include "harness/packet/file/captured_frame.h"
#include "harness/packet/file/link_layer.h"
#include "harness/packet/file/pcapng.h"
#include "harness/packet/file/unpacked_file.h"

namespace bpfmark {
namespace {

struct CloseCapture {
  void operator()(pcap_t* capture) const { pcap_close(capture); }
};
using Capture = std::unique_ptr<pcap_t, CloseCapture>;

// The frame check sequence that a pcap file declares, in the upper bits of its link type: a flag,
// and the length in 16-bit words (draft-ietf-opsawg-pcap). libpcap does not say.
std::size_t declared_fcs_bytes(const Bytes& header) {
  constexpr std::size_t kLinkTypeAt = 20;
  if (header.size() < kLinkTypeAt + 4) return 0;
  const bool big_endian = header[0] == 0xa1;
  const std::uint8_t upper = header[big_endian ? kLinkTypeAt : kLinkTypeAt + 3];
  return (upper & 0x04U) != 0 ? (upper >> 4U) * 2U : 0;
}

Result<void> read_pcap(UnpackedFile file, const std::string& path, const TakeFrame& take) {
  const std::size_t fcs_bytes = declared_fcs_bytes(file.start());
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  const Capture capture(pcap_fopen_offline(file.get(), why.data()));
  if (!capture) {
    return bad_input(
        fmt::format("{}: not a pcap or pcapng capture that can be read ({}); where it is a capture "
                    "of another format: editcap -F pcap IN OUT.pcap",
                    path, why.data()));
  }
  (void)file.release();  // closed by pcap_close
  const int link = pcap_datalink(capture.get());
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  std::size_t count = 0;
  int got = 0;
  while ((got = pcap_next_ex(capture.get(), &header, &data)) == 1) {
    ++count;
    if (!take({Bytes(data, data + header->caplen), header->len, link, fcs_bytes})) return {};
  }
  if (got == PCAP_ERROR) {
    return bad_input(
        fmt::format("{}: after frame {}: {}; `editcap IN OUT.pcap` keeps the frames that are whole",
                    path, count, pcap_geterr(capture.get())));
  }
  return {};
}

// Makes frames for programs of captured ones, as far as they can be.
class Frames {
 public:
  Frames(std::string path, const CaptureUse& use) : path_(std::move(path)), use_(use) {}

  bool take(CapturedFrame&& captured) {
    // Beyond the limit they are only counted, for the message.
    if (++count_ > kMaxFrames) return true;
    without_fcs(captured);
    if (captured.bytes.size() < captured.wire_bytes && use_.pads_cut_frames) {
      captured.bytes.resize(std::min(captured.wire_bytes, kMaxTestRunBytes + 1));
      captured.wire_bytes = captured.bytes.size();
    }
    why_ = why_unusable(captured);
    if (!why_.empty()) return false;
    frames_.push_back(std::move(captured.bytes));
    return true;
  }

  Result<std::vector<Bytes>> finished() && {
    if (!why_.empty()) return bad_input(fmt::format("{}: frame {}: {}", path_, count_, why_));
    if (count_ > kMaxFrames) {
      return bad_input(fmt::format("{}: {} frames, at most {} allowed; cut it with editcap -r",
                                   path_, count_, kMaxFrames));
    }
    if (frames_.empty()) return bad_input(fmt::format("{}: holds no frame", path_));
    return std::move(frames_);
  }

 private:
  // What is left of the sequence where the frame was cut is taken away as well.
  static void without_fcs(CapturedFrame& captured) {
    captured.wire_bytes = std::max(captured.wire_bytes, captured.bytes.size());
    captured.wire_bytes -= std::min(captured.fcs_bytes, captured.wire_bytes);
    if (captured.bytes.size() > captured.wire_bytes) captured.bytes.resize(captured.wire_bytes);
  }

  // Empty: it is one now.
  std::string why_unusable(CapturedFrame& captured) const {
    if (captured.bytes.size() < captured.wire_bytes) {
      return fmt::format(
          "cut by the snap length to {} of its {} bytes; capture again with tcpdump -s 0, or fill "
          "it up with zeros: --cut pad (in a suite: \"cut\": \"pad\")",
          captured.bytes.size(), captured.wire_bytes);
    }
    if (captured.link != kEthernetLink) {
      if (std::string why = why_no_ethernet(captured); !why.empty()) return why;
    }
    if (captured.bytes.size() < kMinFrameBytes || captured.bytes.size() > kMaxTestRunBytes) {
      return fmt::format("{} bytes, allowed: {}..{}", captured.bytes.size(), kMinFrameBytes,
                         kMaxTestRunBytes);
    }
    return {};
  }

  std::string why_no_ethernet(CapturedFrame& captured) const {
    const std::string name = link_layer_name(captured.link);
    if (!can_become_ethernet(captured.link)) {
      return fmt::format(
          "{}, allowed: Ethernet, and with --link ethernet also raw IP, loopback and "
          "Linux cooked captures",
          name);
    }
    if (!use_.adds_ethernet_header) {
      return fmt::format(
          "{} without an Ethernet header; to put one before it: --link ethernet (in a suite: "
          "\"link\": \"ethernet\")",
          name);
    }
    auto frame = with_ethernet_header(captured.bytes, captured.link);
    if (!frame) return fmt::format("{} without an IPv4 or IPv6 header", name);
    captured.bytes = std::move(*frame);
    return {};
  }

  std::string path_;
  CaptureUse use_;
  std::size_t count_ = 0;
  std::string why_;  // of frame `count_`; nothing is taken after it
  std::vector<Bytes> frames_;
};

}  // namespace

Result<Packet> read_capture(const std::filesystem::path& path, const CaptureUse& use) {
  BPFMARK_ASSIGN(file, UnpackedFile::open(path));
  Frames frames(path.string(), use);
  const TakeFrame take = [&](CapturedFrame&& frame) { return frames.take(std::move(frame)); };
  if (is_pcapng(file.start())) {
    BPFMARK_TRY(read_pcapng(file.get(), path.string(), take));
  } else {
    BPFMARK_TRY(read_pcap(std::move(file), path.string(), take));
  }
  BPFMARK_ASSIGN(taken, std::move(frames).finished());
  return Packet{name_of_capture(path), std::move(taken)};
}

std::string name_of_capture(const std::filesystem::path& path) {
  return (path.extension() == ".gz" ? path.stem() : path).stem().string();
}

}  // namespace bpfmark
