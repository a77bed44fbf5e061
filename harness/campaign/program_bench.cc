// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/program_bench.h"

#include <utility>
#include <vector>

#include "harness/base/clock.h"
#include "harness/kernel/count/observed_load.h"
#include "harness/kernel/drive/kernel_runner.h"
#include "harness/kernel/drive/shared_driver.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/profile/path/warning.h"

namespace bpfmark {
namespace {

// Of all packets. A sweep makes its own room: there may be none to time.
FrameRoom room_for_all(const Suite& workload) {
  FrameRoom room;
  for (const PacketSpec& packet : workload.packets) {
    const std::vector<Bytes>& frames = packet.packet.frames;
    for (const Bytes& frame : frames) room.make_fit(frames.size(), frame.size());
  }
  return room;
}

}  // namespace

Result<ProgramBench> kernel_bench(const Suite& workload, std::optional<int> cpu,
                                  const Installation& installation, ForeignObjects& programs,
                                  StopSignals& signals) {
  BPFMARK_TRY(claim_cpu(cpu));
  BPFMARK_ASSIGN(read, drive_objects(installation));
  const DriveObjects objects = read;
  const auto driver = std::make_shared<SharedDriver>(objects.driver, room_for_all(workload));
  ProgramBench bench;
  bench.make_runner = [=, &workload, &programs, &signals](
                          const std::vector<ProgramRef>& refs,
                          const PacketSpec& packet) -> Result<std::unique_ptr<Runner>> {
    std::vector<ProgramImage> images;
    for (const ProgramRef& ref : refs) {
      BPFMARK_ASSIGN(image, programs.read(ref));
      images.push_back(std::move(image));
    }
    BPFMARK_ASSIGN(runner, KernelRunner::make(
                               objects, images, packet.packet.frames, map_states(workload, packet),
                               *driver, [&signals] { return signals.received().has_value(); }));
    return std::unique_ptr<Runner>(std::move(runner));
  };
  bench.renew = [=] { driver->renew(); };
  bench.inspect = [&programs](const ProgramRef& ref) -> Result<MeasuredProgram> {
    BPFMARK_ASSIGN(image, programs.read(ref));
    return inspect_program(image);
  };
  bench.observe = [=, &workload, &programs](const ProgramRef& ref, const PacketSpec& packet,
                                            Chance chance) -> Result<Seen> {
    BPFMARK_ASSIGN(image, programs.read(ref));
    return observe_load(image, {packet.packet, map_states(workload, packet)}, chance,
                        objects.queue);
  };
  bench.count = [=, &workload, &programs](const ProgramRef& ref, const PacketSpec& packet) {
    const auto image = programs.read(ref);
    if (image) return count_packet(*image, packet, workload, objects.queue);
    CountedPacket uncounted;
    uncounted.warnings.push_back(text_of(NotCounted{image.error().message}));
    return uncounted;
  };
  bench.now_s = clock_s;
  bench.stop_signal = [&signals] { return signals.received(); };
  return bench;
}

}  // namespace bpfmark
