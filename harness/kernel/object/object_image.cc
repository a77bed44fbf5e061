// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/object/object_image.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/sha256.h"

namespace bpfmark {
namespace {

Result<void> check_is_file(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return bad_input(fmt::format("cannot read object {}: {}", path.string(), std::strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) {
    return bad_input(fmt::format("object {} is not a regular file", path.string()));
  }
  if (static_cast<std::size_t>(status.st_size) > kMaxObjectBytes) {
    return bad_input(fmt::format("object {} is larger than {} bytes, the most that is read",
                                 path.string(), kMaxObjectBytes));
  }
  return {};
}

}  // namespace

Result<SharedImage> read_image(const std::filesystem::path& path) {
  BPFMARK_TRY(check_is_file(path));
  BPFMARK_ASSIGN(bytes, read_file(path, kMaxObjectBytes));
  std::string sha256 = sha256_of(bytes);
  return std::make_shared<const ObjectImage>(
      ObjectImage{path, std::move(bytes), std::move(sha256)});
}

bpf_object* open_image(const ObjectImage& image) {
  // As libbpf makes it of a path: up to the first dot.
  const std::string file = image.path.filename();
  const std::string name = file.substr(0, file.find('.'));
  bpf_object_open_opts options{};
  options.sz = sizeof options;
  options.object_name = name.c_str();
  return bpf_object__open_mem(image.bytes.data(), image.bytes.size(), &options);
}

}  // namespace bpfmark
