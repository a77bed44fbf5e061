// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Map operations that cost what a test says, on a clock of their own.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bpf/maps/operation.h"
#include "harness/campaign/maps/operation_visits.h"

namespace bpfmark {

class FakeOperations {
 public:
  // A row of `entries` whose every load takes `load_s`.
  OperationRow row(const std::string& name, std::uint32_t entries, double load_s) {
    OperationRow out;
    out.name = name;
    out.operation.dimensions = DIM_ENTRIES;
    out.sizes.entries = entries;
    load_s_[name] = load_s;
    return out;
  }

  OperationBench bench() {
    OperationBench out;
    out.source_of = [this](const OperationRow& each) { return source(each.name); };
    out.yardstick = *source("yardstick");
    out.canary = &canary_;
    out.now_s = [this] { return now_s_; };
    out.seed = 7;
    return out;
  }

  double now_s() const { return now_s_; }
  int loads(const std::string& name) { return loads_[name]; }
  void refuse(const std::string& name) { load_s_[name] = -1; }

 private:
  class Subject : public OperationSubject {
   public:
    Subject(FakeOperations& machine, double operation_ns)
        : machine_(machine), operation_ns_(operation_ns) {}

    Result<OperationSample> run(std::uint32_t /*first*/, std::uint32_t count) override {
      return machine_.spend(count, 1 + operation_ns_);
    }
    Result<OperationSample> run_empty(std::uint32_t /*first*/, std::uint32_t count) override {
      return machine_.spend(count, 1);
    }

   private:
    FakeOperations& machine_;
    double operation_ns_;
  };

  OperationSample spend(std::uint32_t count, double each_ns) {
    OperationSample sample;
    sample.done = count;
    sample.elapsed_ns = count * each_ns;
    now_s_ += sample.elapsed_ns * 1e-9;
    return sample;
  }

  Result<SubjectSource> source(const std::string& name) {
    SubjectSource out;
    out.load = [this, name]() -> Result<std::unique_ptr<OperationSubject>> {
      if (load_s_[name] < 0) return cannot_measure("needs Linux 99.0");
      now_s_ += load_s_[name];
      ++loads_[name];
      return std::make_unique<Subject>(*this, 30);
    };
    out.sum = [](std::uint32_t, std::uint32_t) { return std::nullopt; };
    return out;
  }

  double now_s_ = 100;
  std::map<std::string, double> load_s_;
  std::map<std::string, int> loads_;
  Subject canary_{*this, 10};
};

inline std::vector<std::size_t> visits_of(const Samples& samples) {
  std::vector<std::size_t> visits;
  for (const Placement& placement : samples.placements) visits.push_back(placement.visit);
  return visits;
}

}  // namespace bpfmark
