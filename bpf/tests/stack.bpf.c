// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Takes 128 bytes of stack, and 64 more in a subprogram. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

/* Unseen by the compiler, which would take apart an array that nobody has the address of. */
#define SHOW(words) asm volatile("" : : "r"(words) : "memory")

static __noinline __u64 sixty_four(struct xdp_md *ctx)
{
	__u64 words[8] = {};

	words[0] = ctx->rx_queue_index;
	SHOW(words);
	return words[7];
}

SEC("xdp")
int stack(struct xdp_md *ctx)
{
	__u64 words[16] = {};

	words[0] = ctx->rx_queue_index;
	SHOW(words);
	return words[15] + sixty_four(ctx) == 0 ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
