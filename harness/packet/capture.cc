// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>
#include <pcap/pcap.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "harness/packet/packet.h"

namespace bpfmark {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
struct CloseCapture {
  void operator()(pcap_t* capture) const { pcap_close(capture); }
};
using Capture = std::unique_ptr<pcap_t, CloseCapture>;

Failure cannot_read(const std::filesystem::path& path, int error) {
  return Failure(Error{ErrorKind::bad_input,
                       fmt::format("cannot read {}: {}", path.string(), std::strerror(error)),
                       error,
                       {}});
}

Result<Capture> open_capture(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  // Opening a FIFO that nobody writes to would hang.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return bad_input(fmt::format("{}: not a regular file; name a capture file", path.string()));
  }
  // libpcap would take a file named "-" for standard input: it is handed an open file instead.
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rbe"));
  if (!file) return cannot_read(path, errno);
  std::array<char, PCAP_ERRBUF_SIZE> why{};
  Capture capture(pcap_fopen_offline(file.get(), why.data()));
  if (!capture) {
    return bad_input(fmt::format("{}: not a pcap or pcapng capture that can be read ({})",
                                 path.string(), why.data()));
  }
  (void)file.release();  // closed by pcap_close
  return capture;
}

const char* link_name(int link) {
  const char* name = pcap_datalink_val_to_name(link);
  return name != nullptr ? name : "unknown";
}

// Empty where the frame can be used.
std::string why_unusable(const pcap_pkthdr& header) {
  if (header.caplen < header.len) {
    return fmt::format(
        "cut by the snap length to {} of its {} bytes; capture again with tcpdump -s 0",
        header.caplen, header.len);
  }
  if (header.caplen < kMinFrameBytes || header.caplen > kMaxTestRunBytes) {
    return fmt::format("{} bytes, allowed: {}..{}", header.caplen, kMinFrameBytes,
                       kMaxTestRunBytes);
  }
  return {};
}

Result<std::vector<Bytes>> all_frames(pcap_t* capture, const std::string& path) {
  std::vector<Bytes> frames;
  std::size_t count = 0;
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  int got = 0;
  while ((got = pcap_next_ex(capture, &header, &data)) == 1) {
    // Beyond the limit they are only counted, for the message.
    if (++count > kMaxFrames) continue;
    if (const std::string why = why_unusable(*header); !why.empty()) {
      return bad_input(fmt::format("{}: frame {}: {}", path, count, why));
    }
    frames.emplace_back(data, data + header->caplen);
  }
  if (got == PCAP_ERROR) {
    return bad_input(fmt::format("{}: after frame {}: {}; the file is damaged, capture it again",
                                 path, count, pcap_geterr(capture)));
  }
  if (count > kMaxFrames) {
    return bad_input(fmt::format("{}: {} frames, at most {} allowed; cut it with editcap -r", path,
                                 count, kMaxFrames));
  }
  if (frames.empty()) return bad_input(fmt::format("{}: holds no frame", path));
  return frames;
}

}  // namespace

Result<Packet> read_capture(const std::filesystem::path& path) {
  BPFMARK_ASSIGN(capture, open_capture(path));
  const int link = pcap_datalink(capture.get());
  if (link != DLT_EN10MB) {
    return bad_input(fmt::format("{}: link type {} ({}), allowed: Ethernet (EN10MB)", path.string(),
                                 link, link_name(link)));
  }
  BPFMARK_ASSIGN(frames, all_frames(capture.get(), path.string()));
  return Packet{path.stem().string(), std::move(frames)};
}

}  // namespace bpfmark
