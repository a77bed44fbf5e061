// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rows of `bpfmark maps --full` as benchmarks of Google Benchmark: its filters, repetitions and
// JSON for those who have tools for them. An iteration is one operation; its manual time is that of
// the operation's loop minus the empty loop's of the same round. The yardstick of the same rounds
// is in the counter `hash_lookup_ns`. Intervals over fresh loads: `bpfmark maps`.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "harness/campaign/installation.h"
#include "harness/campaign/maps/operation_sources.h"
#include "harness/kernel/machine/cpus.h"

namespace bpfmark {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr int kRoundsOfALoad = 12;

// What one operation of `arm` takes, ns, net of the loop.
Result<double> take_net(OperationArms& arms, std::size_t arm, std::size_t empty_arm,
                        std::uint32_t count, std::size_t first) {
  BPFMARK_ASSIGN(empty, arms.time_arm(empty_arm, Drive::single, count, first));
  BPFMARK_ASSIGN(operation, arms.time_arm(arm, Drive::single, count, first));
  return operation.ns_per_packet - empty.ns_per_packet;
}

// `known_plan`: of the row's first run. Repetitions must have as many iterations each, or Google
// Benchmark aborts: so they get blocks of the same size.
Result<void> run_rounds(benchmark::State& state, const OperationRow& row, Companions& companions,
                        std::optional<Plan>& known_plan) {
  BPFMARK_ASSIGN(source, source_of(row, best_loop_kind(), kSeed));
  OperationArms arms(source, companions.yardstick, *companions.canary);
  if (!known_plan) {
    BPFMARK_ASSIGN(plan, plan_operations(arms, bounds_of(row), 0, kSeed));
    known_plan = plan;
  }
  const std::uint32_t count = known_plan->iterations;
  std::size_t first = 0;
  int rounds = 0;
  double yardstick_ns = 0;
  while (state.KeepRunningBatch(count)) {
    if (rounds % kRoundsOfALoad == 0) {
      BPFMARK_TRY(arms.place({kEmptyArm, kYardstickArm, kOperationArm, kYardstickEmptyArm}));
    }
    BPFMARK_ASSIGN(net_ns, take_net(arms, kOperationArm, kEmptyArm, count, first));
    BPFMARK_ASSIGN(lookup_ns, take_net(arms, kYardstickArm, kYardstickEmptyArm, count, first));
    yardstick_ns += lookup_ns;
    first = (first + count) % arms.frames();
    state.SetIterationTime(std::max(0.0, net_ns) * count * 1e-9);
    ++rounds;
  }
  if (rounds != 0) state.counters["hash_lookup_ns"] = yardstick_ns / rounds;
  return {};
}

void run_row(benchmark::State& state, const OperationRow& row, Companions& companions,
             std::optional<Plan>& known_plan) {
  const Result<void> done = run_rounds(state, row, companions, known_plan);
  if (!done) state.SkipWithError(done.error().message.c_str());
}

// Before the thread is bound to one of the CPUs.
Result<void> register_rows(Companions& companions) {
  BPFMARK_ASSIGN(installation, find_installation());
  const std::filesystem::path objects = installation.objects / "maps";
  BPFMARK_ASSIGN(operations, all_operations(objects));
  const Extent machine{static_cast<int>(allowed_cpus().size()), numa_nodes()};
  BPFMARK_TRY(pin_to_cpu(std::nullopt));
  BPFMARK_ASSIGN(loaded, load_companions(objects, best_loop_kind(), kSeed));
  companions = std::move(loaded);
  for (const OperationRow& row : rows_of(operations, true, machine)) {
    const auto plan = std::make_shared<std::optional<Plan>>();
    benchmark::RegisterBenchmark(
        row.name.c_str(),
        [row, &companions, plan](benchmark::State& s) { run_row(s, row, companions, *plan); })
        ->UseManualTime()
        ->Unit(benchmark::kNanosecond);
  }
  return {};
}

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Companions companions;
  if (const auto registered = register_rows(companions); !registered) {
    fmt::print(stderr, "map_operations: {}\n", registered.error().message);
    return registered.error().kind == ErrorKind::bad_input ? 2 : 3;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace
}  // namespace bpfmark

int main(int argc, char** argv) {
  return bpfmark::run(argc, argv);
}
