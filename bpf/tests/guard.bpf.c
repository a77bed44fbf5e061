// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Checks that each packet is the one that is due, counts those that are not, and then leaves the
 * worst behind: head, tail and metadata moved, every byte overwritten.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/tests/guard.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, GUARD_FRAMES);
	__type(key, __u32);
	__type(value, struct guarded_frame);
} expected SEC(".maps");

/* 0: the packet as it came; 1: what is written over it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct guarded_frame);
} scratch SEC(".maps");

struct guard_counts counts = {};

/* 1..GUARD_BYTES, of a length that is within. The verifier learns a lower bound from an addition in
 * every kernel; clang 18 turns comparisons into what it does not follow.
 */
static __always_inline __u32 bounded(__u64 length)
{
	__u64 last = length - 1;

	barrier_var(last);
	if (last >= GUARD_BYTES)
		last = GUARD_BYTES - 1;
	return last + 1;
}

static __always_inline void check(struct xdp_md *ctx)
{
	__u32 key = counts.next, zero = 0, i;
	struct guarded_frame *due = bpf_map_lookup_elem(&expected, &key);
	struct guarded_frame *came = bpf_map_lookup_elem(&scratch, &zero);

	counts.runs++;
	counts.next = key + 1 < counts.frames ? key + 1 : 0;
	if (!due || !came)
		return;
	if (ctx->data_meta != ctx->data)
		counts.wrong_metadata++;
	if (bpf_xdp_get_buff_len(ctx) != due->length_bytes) {
		counts.wrong_length++;
		return;
	}
	/* What lies behind the packet's end is the same on both sides: zero. clang would make a
	 * memset of it, which BPF has not.
	 */
	for (i = 0; i < GUARD_BYTES / 8; i++)
		((volatile __u64 *)came->bytes)[i] = 0;
	if (bpf_xdp_load_bytes(ctx, 0, came->bytes, bounded(due->length_bytes))) {
		counts.wrong_bytes++;
		return;
	}
	for (i = 0; i < GUARD_BYTES / 8; i++) {
		if (((__u64 *)came->bytes)[i] != ((__u64 *)due->bytes)[i]) {
			counts.wrong_bytes++;
			return;
		}
	}
}

static __always_inline void scribble(struct xdp_md *ctx)
{
	__u32 one = 1;
	__u64 run = counts.runs;
	struct guarded_frame *junk = bpf_map_lookup_elem(&scratch, &one);

	if (run % 3 == 0 && !bpf_xdp_adjust_meta(ctx, -(int)(4 * (run % 8))))
		counts.moved_metadata++;
	if (run % 2 && !bpf_xdp_adjust_head(ctx, 14 - (int)(run % 60)))
		counts.moved_head++;
	if (run % 5 && !bpf_xdp_adjust_tail(ctx, 20 - (int)(run % 41)))
		counts.moved_tail++;
	if (!junk)
		return;
	junk->bytes[run % GUARD_BYTES] = run | 1;
	bpf_xdp_store_bytes(ctx, 0, junk->bytes, bounded(bpf_xdp_get_buff_len(ctx)));
}

SEC("xdp")
int guard(struct xdp_md *ctx)
{
	check(ctx);
	scribble(ctx);
	return XDP_PASS;
}

SEC("xdp.frags")
int guard_frags(struct xdp_md *ctx)
{
	check(ctx);
	scribble(ctx);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
