// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* An object that fills its map of programs by itself, so that one program needs the other in the
 * kernel, and has a program that runs from a devmap alone.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#ifndef CHAINED_VERDICT
#define CHAINED_VERDICT XDP_TX
#endif

int after(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} next SEC(".maps") = {
	.values = { [1] = (void *)&after },
};

SEC("xdp")
int before(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &next, 1);
	return XDP_ABORTED;
}

SEC("xdp")
int after(struct xdp_md *ctx)
{
	return CHAINED_VERDICT;
}

SEC("xdp/devmap")
int on_device(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
