// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A chain of tail calls to itself, no more than a run may make. Each counts itself, in a global: a
 * nanosecond of its cost.
 */
#define DRIVE "tc"
#include "bpf/maps/loop.h"

#define CALLS 32

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} subject SEC(".maps"); /* user space puts the loaded target in */

struct chain {
	__u64 start;
	__u32 calls;
	__u32 index; /* 0, which the compiler does not know */
} chain SEC(".data.chain") = {};

#define TAIL_CALL(name_, index_, ...)                                                              \
	DESCRIBE(name_, .own_loop = 1, __VA_ARGS__);                                               \
                                                                                                   \
	SEC(DRIVE)                                                                                 \
	int name_##_target(struct __sk_buff *ctx)                                                  \
	{                                                                                          \
		struct step s = { .work = own_work() };                                            \
                                                                                                   \
		if (++chain.calls < CALLS)                                                         \
			bpf_tail_call(ctx, &subject, index_);                                      \
		if (chain.calls != CALLS)                                                          \
			fail(&s);                                                                  \
		report(s.work, &s, CALLS, chain.start);                                            \
		return 1;                                                                          \
	}                                                                                          \
                                                                                                   \
	SEC(DRIVE)                                                                                 \
	int name_(struct __sk_buff *ctx)                                                           \
	{                                                                                          \
		chain.calls = 0;                                                                   \
		chain.start = bpf_ktime_get_ns();                                                  \
		bpf_tail_call(ctx, &subject, index_);                                              \
		return 0;                                                                          \
	}

TAIL_CALL(tail_call, 0, .per_call = CALLS)
TAIL_CALL(tail_call_variable, chain.index, .per_call = CALLS)
