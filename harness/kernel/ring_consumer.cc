// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/ring_consumer.h"

#include <bpf/libbpf.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <utility>

#include "bpf/maps/operation.h"
#include "harness/base/clock.h"
#include "harness/kernel/operation_object.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kMostRecords = 2048;  // both rings have room for them
constexpr std::size_t kPerfPages = 128;

void take(OperationSample& sample, const void* record) {
  std::uint64_t number = 0;
  std::memcpy(&number, record, sizeof number);
  sample.sum += number;
  ++sample.done;
}

// Consumes all there is into the sample, by libbpf: negative errno, or how many records came.
using Consume = std::function<int()>;

class RingConsumer : public OperationSubject {
 public:
  RingConsumer(std::unique_ptr<OperationObject> producer, std::string program)
      : producer_(std::move(producer)), program_(std::move(program)) {}
  ~RingConsumer() override {
    ring_buffer__free(ring_);
    perf_buffer__free(perf_);
  }

  Result<void> open(bool is_ringbuf) {
    const int map = producer_->subject_fd();
    if (is_ringbuf) {
      ring_ = ring_buffer__new(
          map,
          [](void* sample, void* record, std::size_t) {
            take(*static_cast<OperationSample*>(sample), record);
            return 0;
          },
          &sample_, nullptr);
    } else {
      perf_ = perf_buffer__new(
          map, kPerfPages,
          [](void* sample, int, void* record, std::uint32_t) {
            take(*static_cast<OperationSample*>(sample), record);
          },
          [](void* sample, int, unsigned long long lost) {
            static_cast<OperationSample*>(sample)->errors += static_cast<std::uint32_t>(lost);
          },
          &sample_, nullptr);
    }
    if (ring_ != nullptr || perf_ != nullptr) return {};
    return cannot_measure("libbpf cannot open the ring", errno);
  }

  Result<OperationSample> run(std::uint32_t first, std::uint32_t count) override {
    consume();  // what may be left
    sample_ = {};
    BPFMARK_ASSIGN(produced, producer_->run_program(program_, first, count));
    const double start_ns = raw_clock_ns();
    const int result = consume();
    sample_.elapsed_ns = raw_clock_ns() - start_ns;
    if (result < 0) return cannot_measure("libbpf cannot consume the ring", -result);
    sample_.errors += produced.errors;
    return sample_;
  }

  // There is no loop of ours around libbpf's.
  Result<OperationSample> run_empty(std::uint32_t, std::uint32_t count) override {
    OperationSample none;
    none.done = count;
    return none;
  }

 private:
  int consume() {
    return ring_ != nullptr ? ring_buffer__consume(ring_) : perf_buffer__consume(perf_);
  }

  std::unique_ptr<OperationObject> producer_;
  std::string program_;
  ring_buffer* ring_ = nullptr;
  perf_buffer* perf_ = nullptr;
  OperationSample sample_;
};

Operation consumer_of(const std::filesystem::path& objects, const std::string& type,
                      const std::string& program) {
  Operation operation;
  operation.object = objects / (type + ".bpf.o");
  operation.type = "user/" + type;
  operation.name = "consume";
  operation.program = program;
  operation.traits = SUMS_KEYS | AT_MOST_ENTRIES;
  operation.entries = kMostRecords;
  return operation;
}

}  // namespace

std::vector<Operation> ring_consumers(const std::filesystem::path& objects) {
  return {consumer_of(objects, "ringbuf", "reserve_submit"),
          consumer_of(objects, "perf_event_array", "perf_event_output")};
}

Result<std::unique_ptr<OperationSubject>> load_ring_consumer(const Operation& operation,
                                                             const OperationSizes& sizes,
                                                             KeyTable& keys) {
  BPFMARK_ASSIGN(producer, OperationObject::load(operation, sizes, best_loop_kind(), keys));
  auto consumer = std::make_unique<RingConsumer>(std::move(producer), operation.program);
  BPFMARK_TRY(consumer->open(operation.type == "user/ringbuf"));
  return std::unique_ptr<OperationSubject>(std::move(consumer));
}

}  // namespace bpfmark
