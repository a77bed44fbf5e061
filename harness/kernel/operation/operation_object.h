// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One fresh load of an object of bpf/maps/ at given sizes, its map filled, and runs of its
// programs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/base/error.h"
#include "harness/kernel/operation/key_table.h"
#include "harness/kernel/operation/map_setup.h"
#include "harness/kernel/operation/neighbours.h"
#include "harness/kernel/operation/operation.h"
#include "harness/kernel/operation/operation_subject.h"

struct bpf_object;
struct operation_work;

namespace bpfmark {

// How the loop inside the program goes round; bpf_loop needs Linux 5.17, may_goto 6.9.
enum class LoopKind { may_goto, bpf_loop };

// The cheapest that this kernel takes.
LoopKind best_loop_kind();

class OperationObject : public OperationSubject {
 public:
  // `keys` must outlive it. Cannot measure: the map type, a helper or the whole program type is not
  // to be had here; the message says what it needs.
  static Result<std::unique_ptr<OperationObject>> load(const Operation& operation,
                                                       const OperationSizes& sizes, LoopKind loop,
                                                       KeyTable& keys);
  ~OperationObject() override;

  // On the CPU of the caller and, where the sizes say so, on its neighbours at the same time.
  Result<OperationSample> run(std::uint32_t first, std::uint32_t count) override;
  Result<OperationSample> run_empty(std::uint32_t first, std::uint32_t count) override;

  // Any of its programs, on this CPU alone.
  Result<OperationSample> run_program(const std::string& program, std::uint32_t first,
                                      std::uint32_t count);

  // The map that the operation is on; -1 where it has none.
  int subject_fd() const;

 private:
  struct Close {
    void operator()(bpf_object* object) const;
  };
  OperationObject(const Operation& operation, const OperationSizes& sizes, LoopKind loop,
                  KeyTable& keys);
  Result<void> open_and_load();
  Result<void> set_sizes();
  void choose_programs();
  std::string program_name(const std::string& program) const;
  const char* empty_program() const;
  Result<void> map_globals();
  Result<void> fill();
  Result<OperationSample> run_on_all(std::uint32_t first, std::uint32_t count);
  Result<void> prepare(std::uint32_t first, std::uint32_t count);
  std::uint32_t keys_apart() const;
  std::uint32_t max_a_call() const;

  Operation operation_;
  OperationSizes sizes_;
  LoopKind loop_;
  KeyTable& keys_;
  std::unique_ptr<bpf_object, Close> object_;
  std::unique_ptr<MapSetup> setup_;
  operation_work* work_ = nullptr;  // one for each CPU: the programs' .data.work, mapped
  std::size_t work_bytes_ = 0;
  std::unique_ptr<Neighbours> neighbours_;
};

}  // namespace bpfmark
