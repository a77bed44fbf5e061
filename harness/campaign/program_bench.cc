// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/program_bench.h"

#include "harness/base/clock.h"
#include "harness/kernel/count/observed_load.h"
#include "harness/kernel/drive/kernel_runner.h"
#include "harness/kernel/drive/shared_driver.h"
#include "harness/kernel/machine/cpus.h"

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
                                  const Installation& installation, StopSignals& signals) {
  BPFMARK_TRY(claim_cpu(cpu));
  const DriveObjects objects = drive_objects(installation);
  const auto driver = std::make_shared<SharedDriver>(objects.driver, room_for_all(workload));
  ProgramBench bench;
  bench.make_runner = [=, &workload, &signals](
                          const std::vector<ProgramRef>& programs,
                          const PacketSpec& packet) -> Result<std::unique_ptr<Runner>> {
    BPFMARK_ASSIGN(runner, KernelRunner::make(objects, programs, packet.packet.frames,
                                              map_states(workload, packet), *driver, [&signals] {
                                                return signals.received().has_value();
                                              }));
    return std::unique_ptr<Runner>(std::move(runner));
  };
  bench.renew = [=] { driver->renew(); };
  bench.inspect = inspect_program;
  bench.observe = [=, &workload](const ProgramRef& program, const PacketSpec& packet,
                                 Chance chance) {
    return observe_load(program, {packet.packet, map_states(workload, packet)}, chance,
                        objects.queue);
  };
  bench.count = [=, &workload](const ProgramRef& program, const PacketSpec& packet) {
    return count_packet(program, packet, workload, objects.queue);
  };
  bench.now_s = clock_s;
  bench.stop_signal = [&signals] { return signals.received(); };
  return bench;
}

}  // namespace bpfmark
