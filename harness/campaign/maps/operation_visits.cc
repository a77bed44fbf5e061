// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_visits.h"

#include <utility>

#include "bpf/maps/operation.h"
#include "harness/campaign/maps/operation_sources.h"
#include "harness/stats/estimate.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kLarge = 1u << 16;
constexpr std::uint32_t kHuge = 1u << 20;

}  // namespace

OperationVisits::OperationVisits(OperationRow row, const OperationBench& bench)
    : result_{std::move(row), std::nullopt, {}, {}},
      bench_(bench),
      visits_left_(is_large() ? kVisitsToLargeMaps : 1) {}

bool OperationVisits::is_large() const {
  return result_.row.sizes.entries >= kLarge;
}

double OperationVisits::weight_of_visit() const {
  if (!is_large()) return 1;
  const double weight = result_.row.sizes.entries >= kHuge ? 15 : 5;
  return weight / kVisitsToLargeMaps;
}

void OperationVisits::visit(double budget_s, const std::function<bool(const Samples&)>& precise,
                            const std::function<bool()>& interrupted) {
  const auto precise_at_once = [&](const Samples& s) { return !is_large() && precise(s); };
  auto taken = take({bench_.now_s, precise_at_once, interrupted, {}}, budget_s);
  if (!taken) {
    result_.why_not = taken.error().message;
    result_.samples.reset();
    visits_left_ = 0;
  } else if (taken->stopped != StopReason::interrupted) {
    keep(std::move(*taken), precise);
  } else if (result_.samples) {
    result_.samples->stopped = StopReason::interrupted;
  }
}

bool OperationVisits::can_take_more() const {
  if (!is_finished() || !result_.samples) return false;
  if (result_.samples->stopped != StopReason::budget_spent) return false;
  return is_large() || visits_ + 1 < kMinVisits;
}

void OperationVisits::give_up(const std::string& why) {
  visits_left_ = 0;
  if (!result_.samples && result_.why_not.empty()) result_.why_not = why;
}

Result<Samples> OperationVisits::take(const SamplingHooks& hooks, double budget_s) {
  const OperationRow& row = result_.row;
  const double start_s = bench_.now_s();
  BPFMARK_ASSIGN(source, bench_.source_of(row));
  OperationArms arms(source, bench_.yardstick, *bench_.canary);
  if (!plan_) {
    BPFMARK_ASSIGN(plan, plan_operations(arms, bounds_of(row), budget_s, bench_.seed));
    plan_ = plan;
  }
  if (is_large()) plan_->min_placements = 1;  // the next visits bring more
  plan_->budget_s = budget_s - (bench_.now_s() - start_s);
  plan_->seed = bench_.seed ^ (static_cast<std::uint64_t>(visits_) << 32);
  BPFMARK_ASSIGN(samples, take_samples(arms, behaviour_of_operations(), *plan_, hooks));
  if (row.operation.has_trait(RING_OF_A_PAGE)) {
    const std::vector<double> lost = arms.lost_shares();
    result_.lost_shares.insert(result_.lost_shares.end(), lost.begin(), lost.end());
  }
  return std::move(samples);
}

void OperationVisits::keep(Samples taken, const std::function<bool(const Samples&)>& precise) {
  if (!result_.samples) result_.samples.emplace();
  append_visit(*result_.samples, std::move(taken));
  ++visits_;
  if (visits_left_ > 0) --visits_left_;
  const bool is_first = visits_ == 1;  // it was looked at while it was taken
  const bool has_interval = is_large() ? visits_ >= kMinVisits : !is_first;
  if (!has_interval || !precise(*result_.samples)) return;
  result_.samples->stopped = StopReason::precise;
  visits_left_ = 0;
}

}  // namespace bpfmark
