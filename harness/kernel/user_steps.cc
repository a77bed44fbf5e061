// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_steps.h"

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

bool put_each(USER_STEP_ARGUMENTS, std::uint64_t flags) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    return bpf_map_update_elem(map.fd(), map.key(0), map.value(0), flags);
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
bool all_around(UserMap& map, std::uint32_t count, OperationSample& sample,
                decltype(bpf_map_lookup_batch)* call) {
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

}  // namespace

bool put(USER_STEP_ARGUMENTS) {
  return put_each(map, keys, first, count, sample, BPF_ANY);
}

bool insert(USER_STEP_ARGUMENTS) {
  return put_each(map, keys, first, count, sample, BPF_NOEXIST);
}

bool overwrite(USER_STEP_ARGUMENTS) {
  return put_each(map, keys, first, count, sample, BPF_EXIST);
}

bool insert_and_remove(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    const int failed = bpf_map_update_elem(map.fd(), map.key(0), map.value(0), BPF_NOEXIST);
    return failed != 0 ? failed : bpf_map_delete_elem(map.fd(), map.key(0));
  });
}

bool lookup(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const int failed = bpf_map_lookup_elem(map.fd(), map.key(0), map.value(0));
    sample.sum += map.number_of_value(0);
    return failed;
  });
}

bool ask_for_value(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    return bpf_map_lookup_elem(map.fd(), nullptr, map.value(0));
  });
}

bool remove(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample,
                  [&](std::uint32_t) { return bpf_map_delete_elem(map.fd(), map.key(0)); });
}

bool lookup_and_delete(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const int failed = bpf_map_lookup_and_delete_elem(map.fd(), map.key(0), map.value(0));
    sample.sum += map.number_of_value(0);
    return failed;
  });
}

// From the key before to the next, all around the map.
bool get_next_key(USER_STEP_ARGUMENTS) {
  bool at_start = true;
  std::vector<std::uint8_t> next(map.sizes().key_bytes);
  for (std::uint32_t i = 0; i < count; ++i) {
    const void* previous = at_start ? nullptr : map.key(0);
    at_start = bpf_map_get_next_key(map.fd(), previous, next.data()) != 0;
    if (at_start && errno != ENOENT) return false;
    std::copy(next.begin(), next.end(), static_cast<std::uint8_t*>(map.key(0)));
    ++sample.done;
  }
  static_cast<void>(keys);
  static_cast<void>(first);
  return true;
}

bool update_batch(USER_STEP_ARGUMENTS) {
  return each_batch(map, keys, first, count, sample, [&](std::uint32_t* made) {
    return bpf_map_update_batch(map.fd(), map.key(0), map.value(0), made, nullptr);
  });
}

bool delete_batch(USER_STEP_ARGUMENTS) {
  return each_batch(map, keys, first, count, sample, [&](std::uint32_t* made) {
    return bpf_map_delete_batch(map.fd(), map.key(0), made, nullptr);
  });
}

bool lookup_batch(USER_STEP_ARGUMENTS) {
  static_cast<void>(keys);
  static_cast<void>(first);
  return all_around(map, count, sample, bpf_map_lookup_batch);
}

bool lookup_and_delete_batch(USER_STEP_ARGUMENTS) {
  static_cast<void>(keys);
  static_cast<void>(first);
  return all_around(map, count, sample, bpf_map_lookup_and_delete_batch);
}

// Through the memory of the map itself, no call at all.
bool read_mapped(USER_STEP_ARGUMENTS) {
  const auto elements = map.elements();
  if (elements.empty()) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t number = keys.number(first + i);
    map.set_key(0, number);  // as the empty loop does, which is subtracted
    sample.sum += static_cast<std::uint32_t>(elements[number]);
  }
  sample.done += count;
  return true;
}

// A map can be frozen once: each gets one of its own. The descriptor's closing is in it.
bool create_and_freeze(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [](std::uint32_t) {
    const UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_ARRAY, "frozen", 4, 8, 1, nullptr));
    return fresh ? bpf_map_freeze(fresh.get()) : -1;
  });
}

bool create(USER_STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [](std::uint32_t) {
    const UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_ARRAY, "fresh", 4, 8, 1, nullptr));
    return fresh ? 0 : -1;
  });
}

}  // namespace bpfmark
