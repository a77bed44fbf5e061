// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/ring_consumer.h"

#include <bpf/libbpf.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "bpf/maps/operation.h"
#include "harness/base/clock.h"
#include "harness/kernel/neighbours.h"
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

class RingConsumer : public OperationSubject {
 public:
  RingConsumer(std::unique_ptr<OperationObject> producer, const Operation& operation)
      : producer_(std::move(producer)),
        program_(operation.program),
        streams_(operation.name != "consume"),
        polls_(operation.name == "stream_poll") {}
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
    if (ring_ == nullptr && perf_ == nullptr) {
      return cannot_measure("libbpf cannot open the ring", errno);
    }
    if (!streams_) return {};
    BPFMARK_ASSIGN(neighbours, Neighbours::start(1));
    neighbours_ = std::move(neighbours);
    return {};
  }

  Result<OperationSample> run(std::uint32_t first, std::uint32_t count) override {
    consume();  // what may be left
    sample_ = {};
    return streams_ ? run_together(first, count) : run_after(first, count);
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
  int poll() {
    constexpr int kPatienceMs = 100;  // a record more or less may come without waking
    return ring_ != nullptr ? ring_buffer__poll(ring_, kPatienceMs)
                            : perf_buffer__poll(perf_, kPatienceMs);
  }

  // All records are there before the first is taken.
  Result<OperationSample> run_after(std::uint32_t first, std::uint32_t count) {
    BPFMARK_ASSIGN(produced, producer_->run_program(program_, first, count));
    const double start_ns = raw_clock_ns();
    const int result = consume();
    sample_.elapsed_ns = raw_clock_ns() - start_ns;
    if (result < 0) return cannot_measure("libbpf cannot consume the ring", -result);
    sample_.errors += produced.errors;
    return sample_;
  }

  // Another CPU puts records in while this one takes them out; the ring has room for all.
  Result<OperationSample> run_together(std::uint32_t first, std::uint32_t count) {
    std::atomic<bool> produced = false;
    return neighbours_->run([&](std::uint32_t index) -> Result<OperationSample> {
      if (index != 0) {
        auto answer = producer_->run_program(program_, first, count);
        produced = true;
        return answer;
      }
      const double start_ns = raw_clock_ns();
      for (bool is_last = false; sample_.done < count && !is_last;) {
        is_last = produced;  // what was there by then is taken once more
        if ((polls_ ? poll() : consume()) < 0) break;
      }
      sample_.elapsed_ns = raw_clock_ns() - start_ns;
      return sample_;
    });
  }

  std::unique_ptr<OperationObject> producer_;
  std::string program_;
  bool streams_;  // while the producer runs
  bool polls_;    // waits for the producer's waking
  std::unique_ptr<Neighbours> neighbours_;
  ring_buffer* ring_ = nullptr;
  perf_buffer* perf_ = nullptr;
  OperationSample sample_;
};

Operation consumer_of(const std::filesystem::path& objects, const std::string& type,
                      const std::string& name, const std::string& program) {
  Operation operation;
  operation.object = objects / (type + ".bpf.o");
  operation.type = "user/" + type;
  operation.name = name;
  operation.program = program;
  operation.traits = SUMS_KEYS | AT_MOST_ENTRIES;
  operation.entries = kMostRecords;
  return operation;
}

}  // namespace

std::vector<Operation> ring_consumers(const std::filesystem::path& objects) {
  return {consumer_of(objects, "ringbuf", "consume", "reserve_submit"),
          consumer_of(objects, "ringbuf", "stream", "reserve_submit"),
          consumer_of(objects, "ringbuf", "stream_poll", "output_wakeup"),
          consumer_of(objects, "perf_event_array", "consume", "perf_event_output"),
          consumer_of(objects, "perf_event_array", "stream", "perf_event_output")};
}

Result<std::unique_ptr<OperationSubject>> load_ring_consumer(const Operation& operation,
                                                             const OperationSizes& sizes,
                                                             KeyTable& keys) {
  BPFMARK_ASSIGN(producer, OperationObject::load(operation, sizes, best_loop_kind(), keys));
  auto consumer = std::make_unique<RingConsumer>(std::move(producer), operation);
  BPFMARK_TRY(consumer->open(operation.type == "user/ringbuf"));
  return std::unique_ptr<OperationSubject>(std::move(consumer));
}

}  // namespace bpfmark
