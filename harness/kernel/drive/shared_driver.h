// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One driver for packets that are measured one after another. To hold a driver in the XDP
// dispatcher and to let it go takes some 30 ms, to give it other frames a microsecond each.
#pragma once

#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/drive/driver.h"

namespace bpfmark {

class SharedDriver {
 public:
  // `object` is driver.bpf.o; `room`: for the frames of any of the packets.
  SharedDriver(SharedImage object, const FrameRoom& room)
      : object_(std::move(object)), room_(room) {}

  // The driver with these frames: the last one that was handed out, if it was loaded with the same
  // `frags` and renew() was not called since; else a fresh one. Nobody else may use it meanwhile.
  // Errors: as Driver::load.
  Result<std::shared_ptr<Driver>> with(const std::vector<RestoredFrame>& frames, bool frags);

  // The next one is a fresh load.
  void renew() { driver_.reset(); }

 private:
  SharedImage object_;
  FrameRoom room_;
  std::shared_ptr<Driver> driver_;
};

}  // namespace bpfmark
