// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/object/object_image.h"

#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "harness/base/file.h"
#include "harness/base/sha256.h"
#include "harness/base/temporary_folder_test.h"
#include "harness/kernel/object/built_image_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

using OpenedObject = std::unique_ptr<bpf_object, void (*)(bpf_object*)>;

std::vector<std::string> map_names(const bpf_object* object) {
  std::vector<std::string> names;
  const bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) names.emplace_back(bpf_map__name(map));
  return names;
}

TEST(ObjectImage, HoldsWhatTheFileHeld) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "x.bpf.o";
  must(write_file(file, "one"));
  const SharedImage image = need(read_image(file));
  must(write_file(file, "another"));
  EXPECT_EQ(image->path, file);
  EXPECT_EQ(image->bytes, "one");
  EXPECT_EQ(image->sha256, sha256_of("one"));
}

// The names of the maps of globals begin with the object's.
TEST(ObjectImage, OpensAsItsFileDoes) {
  for (const char* name : {"drive/queue", "maps/hash", "tests/map_types", "fizzbuzz/v1_fizz"}) {
    const SharedImage image = built_image(name);
    const OpenedObject opened(open_image(*image), bpf_object__close);
    const OpenedObject by_path(bpf_object__open_file(image->path.c_str(), nullptr),
                               bpf_object__close);
    ASSERT_TRUE(opened && by_path) << name;
    EXPECT_STREQ(bpf_object__name(opened.get()), bpf_object__name(by_path.get()));
    EXPECT_EQ(map_names(opened.get()), map_names(by_path.get())) << name;
    EXPECT_EQ(sha256_of(image->bytes), image->sha256) << "libbpf wrote into it";
  }
}

TEST(ObjectImage, IsOfRegularFilesAlone) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_image(folder.path()).error().message, HasSubstr("not a regular file"));
  EXPECT_THAT(read_image(folder.path() / "none").error().message, HasSubstr("No such file"));
}

}  // namespace
}  // namespace bpfmark
