// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Tail-calls itself as often as the packet's first byte says, and counts the runs in which the
 * kernel's limit did not let it.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/tests/tail_chain.h"

int tail_chain(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} self SEC(".maps") = {
	.values = { [0] = (void *)&tail_chain },
};

struct chain_counts counts = {};

SEC("xdp")
int tail_chain(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data;

	if ((void *)(data + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	if (counts.step < *data) {
		counts.step++;
		bpf_tail_call(ctx, &self, 0);
		counts.step = 0;
		counts.refused++;
		return XDP_DROP;
	}
	counts.step = 0;
	counts.whole++;
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
