// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The same stack again and again: walking it is what costs, not the map. Where the loop is unrolled
 * (bpf_loop) there are 16 stacks, one a call: many entries, so that two of them hardly ever share a
 * bucket, and the flag, without which one of those two fails for good.
 */
#define DRIVE "raw_tp"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 8192);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 127 * sizeof(__u64));
} subject SEC(".maps");

OPERATION(get_stackid, .outcome = "kernel")
{
	if (bpf_get_stackid(s->ctx, &subject, BPF_F_REUSE_STACKID) < 0)
		fail(s);
}

OPERATION(get_stackid_user, .name = "get_stackid", .outcome = "user")
{
	if (bpf_get_stackid(s->ctx, &subject, BPF_F_USER_STACK | BPF_F_REUSE_STACKID) < 0)
		fail(s);
}
