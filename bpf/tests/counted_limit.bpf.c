// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Nearly as much as the verifier looks at before it gives up: with counters it is too much. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* No two iterations look the same to the verifier, so that it follows each. */
static __always_inline __u64 mix(__u64 total, __u64 length)
{
	__u32 i;

#pragma clang loop unroll(disable)
	for (i = 0; i < LIMIT_ITERATIONS; i++) {
		if (i & 1)
			total += length;
		else
			total ^= i;
		asm volatile("%0 += 0" : "+r"(total));
		asm volatile("%0 |= 0" : "+r"(total));
	}
	return total;
}

SEC("xdp")
int near_limit(struct xdp_md *ctx)
{
	__u64 length = ctx->data_end - ctx->data;
	__u64 total = mix(0, length);

	total = mix(total, length + 1);
	return total & 1 ? XDP_TX : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
