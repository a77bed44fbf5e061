// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verifier rejects it: it reads the packet without a look at its end. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp")
int out_of_bounds(struct xdp_md *ctx)
{
	const __u8 *data = (const __u8 *)(long)ctx->data;

	return data[20] ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
