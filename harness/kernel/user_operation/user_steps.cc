// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation/user_steps.h"

#include <bpf/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "harness/base/unique_fd.h"

namespace bpfmark {
namespace {

bool is_refusal(int error) {
  constexpr int kNotSupported = 524;  // the kernel's own ENOTSUPP, which no header of ours has
  return error == EPERM || error == EINVAL || error == EOPNOTSUPP || error == kNotSupported;
}

// `one(place)` on each of the keys: 0 or -1 with errno, as libbpf's calls return. Refused
// altogether where the first of them fails with what no other key could change.
template <typename One>
bool each_key(UserMap& map, const KeyTable& keys, std::uint32_t first, std::uint32_t count,
              OperationSample& sample, One one) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t number = keys.number(first + i);
    map.set_key(0, number);
    if (one(number) != 0) {
      if (is_refusal(errno)) return false;
      ++sample.errors;
    }
    ++sample.done;
  }
  return true;
}

template <std::uint64_t Flags>
bool put_each(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    return bpf_map_update_elem(map.fd(), map.key(0), map.value(0), Flags);
  });
}

bool set_keys(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [](std::uint32_t) { return 0; });
}

bool set_keys_and_values(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    return 0;
  });
}

bool set_keys_and_read_values(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    sample.sum += map.number_of_value(0);
    return 0;
  });
}

// Calls of a whole batch of keys each; `call` is told how many and says how many it made.
template <typename Call>
bool each_batch(UserMap& map, const KeyTable& keys, std::uint32_t first, std::uint32_t count,
                OperationSample& sample, Call call) {
  const std::uint32_t batch = map.sizes().batch;
  for (std::uint32_t at = 0; at < count; at += batch) {
    for (std::uint32_t i = 0; i < batch; ++i) {
      const std::uint32_t number = keys.number(first + at + i);
      map.set_key(i, number);
      map.set_value(i, number);
    }
    std::uint32_t made = batch;
    if (call(&made) != 0) {
      if (made == 0 || is_refusal(errno)) return false;
      sample.errors += batch - made;
    }
    sample.done += batch;
  }
  return true;
}

// All around the map, `batch` elements a call: its end comes with ENOENT.
template <typename Call>
bool all_around(UserMap& map, std::uint32_t count, OperationSample& sample, Call call) {
  std::array<std::uint8_t, 64> position{};
  bool at_start = true;
  while (sample.done < count) {
    std::uint32_t made = map.sizes().batch;
    const int failed = call(map.fd(), at_start ? nullptr : position.data(), position.data(),
                            map.key(0), map.value(0), &made, nullptr);
    if (failed != 0 && errno != ENOENT) return false;
    if (failed != 0 && made == 0 && at_start) return true;  // there is nothing, or nothing more
    at_start = failed != 0;
    for (std::uint32_t i = 0; i < made; ++i) sample.sum += map.number_of_value(i);
    sample.done += made;
  }
  return true;
}

// From the key before to the next, all around the map.
template <typename Call>
bool each_next_key(UserMap& map, std::uint32_t count, OperationSample& sample, Call call) {
  bool at_start = true;
  std::vector<std::uint8_t> next(map.sizes().key_bytes);
  for (std::uint32_t i = 0; i < count; ++i) {
    const void* previous = at_start ? nullptr : map.key(0);
    at_start = call(map.fd(), previous, next.data()) != 0;
    if (at_start && errno != ENOENT) return false;
    std::copy(next.begin(), next.end(), static_cast<std::uint8_t*>(map.key(0)));
    ++sample.done;
  }
  return true;
}

bool insert_and_remove_each(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    const int failed = bpf_map_update_elem(map.fd(), map.key(0), map.value(0), BPF_NOEXIST);
    return failed != 0 ? failed : bpf_map_delete_elem(map.fd(), map.key(0));
  });
}

bool look_up_each(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const int failed = bpf_map_lookup_elem(map.fd(), map.key(0), map.value(0));
    sample.sum += map.number_of_value(0);
    return failed;
  });
}

bool ask_for_each_value(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    return bpf_map_lookup_elem(map.fd(), nullptr, map.value(0));
  });
}

bool remove_each(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample,
                  [&](std::uint32_t) { return bpf_map_delete_elem(map.fd(), map.key(0)); });
}

bool take_each(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const int failed = bpf_map_lookup_and_delete_elem(map.fd(), map.key(0), map.value(0));
    sample.sum += map.number_of_value(0);
    return failed;
  });
}

bool walk(UserMap& map, const KeyTable& /*keys*/, std::uint32_t /*first*/, std::uint32_t count,
          OperationSample& sample) {
  return each_next_key(map, count, sample, bpf_map_get_next_key);
}

bool stand_still(UserMap& map, const KeyTable& /*keys*/, std::uint32_t /*first*/,
                 std::uint32_t count, OperationSample& sample) {
  return each_next_key(map, count, sample, [](int, const void*, void*) { return 0; });
}

bool update_batches(USER_STEP_ARGUMENTS) {
  return each_batch(map, keys, first, count, sample, [&](std::uint32_t* made) {
    return bpf_map_update_batch(map.fd(), map.key(0), map.value(0), made, nullptr);
  });
}

bool delete_batches(USER_STEP_ARGUMENTS) {
  return each_batch(map, keys, first, count, sample, [&](std::uint32_t* made) {
    return bpf_map_delete_batch(map.fd(), map.key(0), made, nullptr);
  });
}

bool set_batches(USER_STEP_ARGUMENTS) {
  return each_batch(map, keys, first, count, sample, [](std::uint32_t*) { return 0; });
}

template <decltype(bpf_map_lookup_batch)* Call>
bool go_around(UserMap& map, const KeyTable& /*keys*/, std::uint32_t /*first*/, std::uint32_t count,
               OperationSample& sample) {
  return all_around(map, count, sample, Call);
}

bool read_batches(UserMap& map, const KeyTable& /*keys*/, std::uint32_t /*first*/,
                  std::uint32_t count, OperationSample& sample) {
  return all_around(map, count, sample, [](auto...) { return 0; });
}

// Through the memory of the map itself, no call at all.
bool read_each_mapped(USER_STEP_ARGUMENTS) {
  const auto elements = map.elements();
  if (elements.empty()) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    sample.sum += static_cast<std::uint32_t>(elements[keys.number(first + i)]);
  }
  sample.done += count;
  return true;
}

bool read_numbers(UserMap& /*map*/, const KeyTable& keys, std::uint32_t first, std::uint32_t count,
                  OperationSample& sample) {
  for (std::uint32_t i = 0; i < count; ++i) sample.sum += keys.number(first + i);
  sample.done += count;
  return true;
}

bool file_stacks(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample,
                  [&](std::uint32_t) { return map.file_stack() ? 0 : -1; });
}

// A map can be frozen once: each gets one of its own. The descriptor's closing is in it.
bool create_and_freeze_each(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [](std::uint32_t) {
    const UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_ARRAY, "frozen", 4, 8, 1, nullptr));
    return fresh ? bpf_map_freeze(fresh.get()) : -1;
  });
}

bool create_each(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [](std::uint32_t) {
    const UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_ARRAY, "fresh", 4, 8, 1, nullptr));
    return fresh ? 0 : -1;
  });
}

// return 0;
UniqueFd small_program() {
  std::array<bpf_insn, 2> code{};
  code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  code[1].code = BPF_JMP | BPF_EXIT;
  return UniqueFd(bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "bound", "GPL", code.data(),
                                code.size(), nullptr));
}

// To a program of its own for each call of this, or its list of maps would grow for ever.
bool create_and_bind_each(USER_STEP_ARGUMENTS) {
  const UniqueFd program = small_program();
  if (!program) return false;
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_ARRAY, "bound", 4, 8, 1, nullptr));
    return fresh ? bpf_prog_bind_map(program.get(), fresh.get(), nullptr) : -1;
  });
}

bool bind_nothing(USER_STEP_ARGUMENTS) {
  const UniqueFd program = small_program();
  return program && set_keys(map, keys, first, count, sample);
}

// 0 where the kernel does not say.
std::uint32_t id_of(const UserMap& map) {
  bpf_map_info info{};
  std::uint32_t size = sizeof info;
  return bpf_obj_get_info_by_fd(map.fd(), &info, &size) == 0 ? info.id : 0;
}

bool get_next_id_each(USER_STEP_ARGUMENTS) {
  const std::uint32_t id = id_of(map);
  if (id == 0) return false;
  return each_key(map, keys, first, count, sample, [id](std::uint32_t) {
    std::uint32_t next = 0;
    const int failed = bpf_map_get_next_id(id - 1, &next);
    return failed == 0 && next == id ? 0 : -1;
  });
}

bool open_by_id_each(USER_STEP_ARGUMENTS) {
  const std::uint32_t id = id_of(map);
  if (id == 0) return false;
  return each_key(map, keys, first, count, sample, [id](std::uint32_t) {
    const UniqueFd opened(bpf_map_get_fd_by_id(id));
    return opened ? 0 : -1;
  });
}

bool ask_for_id(USER_STEP_ARGUMENTS) {
  return id_of(map) != 0 && set_keys(map, keys, first, count, sample);
}

}  // namespace

const UserStep kPut = {put_each<BPF_ANY>, set_keys_and_values};
const UserStep kInsert = {put_each<BPF_NOEXIST>, set_keys_and_values};
const UserStep kOverwrite = {put_each<BPF_EXIST>, set_keys_and_values};
const UserStep kLookup = {look_up_each, set_keys_and_read_values};
const UserStep kAskForValue = {ask_for_each_value, set_keys_and_values};
const UserStep kRemove = {remove_each, set_keys};
const UserStep kLookupAndDelete = {take_each, set_keys_and_read_values};
const UserStep kInsertAndRemove = {insert_and_remove_each, set_keys_and_values};
const UserStep kGetNextKey = {walk, stand_still};
const UserStep kUpdateBatch = {update_batches, set_batches};
const UserStep kDeleteBatch = {delete_batches, set_batches};
const UserStep kLookupBatch = {go_around<bpf_map_lookup_batch>, read_batches};
const UserStep kLookupAndDeleteBatch = {go_around<bpf_map_lookup_and_delete_batch>, read_batches};
const UserStep kReadMapped = {read_each_mapped, read_numbers};
const UserStep kFileStack = {file_stacks, set_keys};
const UserStep kCreate = {create_each, set_keys};
const UserStep kCreateAndFreeze = {create_and_freeze_each, set_keys};
const UserStep kCreateAndBind = {create_and_bind_each, bind_nothing};
const UserStep kGetNextId = {get_next_id_each, ask_for_id};
const UserStep kOpenById = {open_by_id_each, ask_for_id};

}  // namespace bpfmark
