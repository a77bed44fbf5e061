// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The reference: what an XDP program costs that does nothing. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
