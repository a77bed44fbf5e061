// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/shared_driver.h"

#include <utility>

namespace bpfmark {

Result<std::shared_ptr<Driver>> SharedDriver::with(const std::vector<RestoredFrame>& frames,
                                                   bool frags) {
  if (driver_ && (driver_->frags() != frags || !driver_->room().fits(frames))) driver_.reset();
  if (!driver_) {
    for (const RestoredFrame& frame : frames) room_.make_fit(frames.size(), frame.bytes.size());
    BPFMARK_ASSIGN(driver, Driver::load(object_, room_, frags));
    driver_ = std::make_shared<Driver>(std::move(driver));
  }
  BPFMARK_TRY(driver_->set_frames(frames));
  return driver_;
}

}  // namespace bpfmark
