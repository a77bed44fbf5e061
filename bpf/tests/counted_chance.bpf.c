// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What decides differs from run to run: clocks and random numbers; and where the kernel put a map,
 * which nothing can make the same.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} places SEC(".maps");

/* Volatile, or clang would add all steps at once. */
volatile __u64 steps = 0;
__u64 where = 0;

static __always_inline void walk(__u32 count)
{
	__u32 i;

#pragma clang loop unroll(disable)
	for (i = 0; i < 256; i++) {
		if (i >= count)
			break;
		steps++;
	}
}

SEC("xdp")
int clock_and_random(struct xdp_md *ctx)
{
	__u64 start = bpf_ktime_get_ns();

	walk(bpf_get_prandom_u32() & 0xff);
	walk((bpf_ktime_get_boot_ns() >> 3) & 0x3f);
	walk((bpf_jiffies64() ^ bpf_ktime_get_coarse_ns()) & 0x3f);
	return bpf_ktime_get_ns() - start > 100000 ? XDP_TX : XDP_PASS;
}

SEC("xdp")
int by_address(struct xdp_md *ctx)
{
	__u32 zero = 0;
	void *place = bpf_map_lookup_elem(&places, &zero);

	if (!place)
		return XDP_ABORTED;
	/* Read back it is a number. */
	*(void *volatile *)&where = place;
	walk(((*(volatile __u64 *)&where >> 6) * 0x9e3779b97f4a7c15ull) >> 56);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
