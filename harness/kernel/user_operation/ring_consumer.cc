// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation/ring_consumer.h"

#include <bpf/libbpf.h>
#include <linux/perf_event.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "bpf/maps/operation.h"
#include "harness/base/clock.h"
#include "harness/kernel/map/referents.h"
#include "harness/kernel/operation/neighbours.h"
#include "harness/kernel/operation/operation_object.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kMaxRecords = 2048;  // both rings have room for them
constexpr std::size_t kPerfPages = 128;
constexpr std::string_view kBy64 = "_poll_64";
constexpr std::uint32_t kOverflowingRecords = 8192;  // so many that the first page hardly counts

// For its producer to wake it; others look again and again.
bool waits(const Operation& consumer) {
  return consumer.name.find("_poll") != std::string::npos || consumer.name.ends_with("_adaptive");
}

// After how many records a perf buffer wakes its reader.
std::uint32_t records_a_wake_up(const Operation& consumer) {
  if (!waits(consumer)) return kNoWakeUp;
  return consumer.name.ends_with(kBy64) ? 64 : 1;
}

void take(OperationSample& sample, const void* record) {
  std::uint64_t number = 0;
  std::memcpy(&number, record, sizeof number);
  sample.sum += number;
  ++sample.done;
}

// An event of a perf buffer: a record, its size before it, or how many were lost.
bpf_perf_event_ret take_event(void* sample, int /*cpu*/, perf_event_header* event) {
  auto& into = *static_cast<OperationSample*>(sample);
  const char* body = reinterpret_cast<const char*>(event + 1);
  if (event->type == PERF_RECORD_SAMPLE) take(into, body + sizeof(std::uint32_t));
  if (event->type == PERF_RECORD_LOST) {
    std::uint64_t lost = 0;
    std::memcpy(&lost, body + sizeof(std::uint64_t), sizeof lost);  // after an identifier
    into.lost += static_cast<std::uint32_t>(lost);
  }
  return LIBBPF_PERF_EVENT_CONT;
}

class RingConsumer : public OperationSubject {
 public:
  RingConsumer(std::unique_ptr<OperationObject> producer, const Operation& operation)
      : producer_(std::move(producer)),
        operation_(operation),
        streams_(operation.name != "consume"),
        polls_(waits(operation)),
        overflows_(operation.has_trait(RING_OF_A_PAGE)) {}
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
      perf_event_attr attributes = output_event(records_a_wake_up(operation_));
      perf_ = perf_buffer__new_raw(map, overflows_ ? 1 : kPerfPages, &attributes, take_event,
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
    if (overflows_) return run_overflowing(first, count);
    BPFMARK_ASSIGN(sample, streams_ ? run_together(first, count) : run_after(first, count));
    sample.errors += std::exchange(sample.lost, 0);  // there was room for all
    return sample;
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
    // Nothing wakes a reader after the last record; one that cannot know which is the last must
    // look by itself.
    const int patience_ms = overflows_ ? 1 : 100;
    return ring_ != nullptr ? ring_buffer__poll(ring_, patience_ms)
                            : perf_buffer__poll(perf_, patience_ms);
  }

  // All records are there before the first is taken.
  Result<OperationSample> run_after(std::uint32_t first, std::uint32_t count) {
    BPFMARK_ASSIGN(produced, producer_->run_program(operation_.program, first, count));
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
        auto answer = producer_->run_program(operation_.program, first, count);
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

  // The same where the ring has room for few. The producer's count of what found no room is the
  // truth: a perf buffer tells its reader of losses with the next record that does, or never.
  Result<OperationSample> run_overflowing(std::uint32_t first, std::uint32_t count) {
    std::atomic<bool> produced = false;
    std::uint32_t lost = 0;
    BPFMARK_ASSIGN(sample, neighbours_->run([&](std::uint32_t index) -> Result<OperationSample> {
      if (index != 0) {
        auto answer = producer_->run_program(operation_.program, first, count);
        if (answer) lost = std::exchange(answer->errors, 0);
        produced = true;
        return answer;
      }
      take_until(produced);
      return sample_;
    }));
    sample.lost = lost;
    sample.done += lost;  // each was taken or lost: the caller compares it with what was offered
    return sample;
  }

  // To the last record, not to the moment when it was known to be that.
  void take_until(const std::atomic<bool>& produced) {
    const double start_ns = raw_clock_ns();
    for (bool is_last = false; !is_last;) {
      is_last = produced;
      const std::uint32_t before = sample_.done;
      if ((polls_ && !is_last ? poll() : consume()) < 0) return;
      if (sample_.done != before) sample_.elapsed_ns = raw_clock_ns() - start_ns;
    }
  }

  std::unique_ptr<OperationObject> producer_;
  Operation operation_;
  bool streams_;    // while the producer runs
  bool polls_;      // waits for the producer's waking
  bool overflows_;  // the ring is small
  std::unique_ptr<Neighbours> neighbours_;
  ring_buffer* ring_ = nullptr;
  perf_buffer* perf_ = nullptr;
  OperationSample sample_;
};

Operation consumer_of(const SharedImage& object, const std::string& type, const std::string& name,
                      const std::string& program) {
  Operation operation;
  operation.object = object;
  operation.type = "user/" + type;
  operation.name = name;
  operation.program = program;
  operation.traits = SUMS_KEYS | AT_MOST_ENTRIES;
  operation.entries = kMaxRecords;
  return operation;
}

// The last record of a block wakes the reader as well: 64 divides it.
Operation in_whole_blocks(Operation operation) {
  operation.per_call = kMaxRecords;
  return operation;
}

Operation overflowing(Operation operation) {
  operation.traits = RING_OF_A_PAGE;
  operation.per_call = kOverflowingRecords;
  return operation;
}

}  // namespace

Result<std::vector<Operation>> ring_consumers(const std::filesystem::path& objects) {
  BPFMARK_ASSIGN(ring, read_image(objects / "ringbuf.bpf.o"));
  BPFMARK_ASSIGN(perf, read_image(objects / "perf_event_array.bpf.o"));
  return std::vector<Operation>{
      consumer_of(ring, "ringbuf", "consume", "reserve_submit"),
      consumer_of(ring, "ringbuf", "stream", "reserve_submit"),
      consumer_of(ring, "ringbuf", "stream_poll", "output_wakeup"),
      consumer_of(ring, "ringbuf", "stream_adaptive", "output_adaptive"),
      overflowing(consumer_of(ring, "ringbuf", "overflow", "reserve_submit")),
      overflowing(consumer_of(ring, "ringbuf", "overflow_poll", "output_wakeup")),
      overflowing(consumer_of(ring, "ringbuf", "overflow_adaptive", "output_adaptive")),
      consumer_of(perf, "perf_event_array", "consume", "perf_event_output"),
      consumer_of(perf, "perf_event_array", "stream", "perf_event_output"),
      consumer_of(perf, "perf_event_array", "stream_poll", "perf_event_output"),
      in_whole_blocks(consumer_of(perf, "perf_event_array", "stream_poll_64", "perf_event_output")),
      overflowing(consumer_of(perf, "perf_event_array", "overflow", "perf_event_output")),
      overflowing(consumer_of(perf, "perf_event_array", "overflow_poll", "perf_event_output"))};
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
