// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map_setup.h"

namespace bpfmark {

std::unique_ptr<MapSetup> make_map_setup(std::uint32_t /*type*/) {
  return std::make_unique<MapSetup>();
}

}  // namespace bpfmark
