// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Programs that change the packet. Driven again on their own output they would do something else:
 * the encapsulator passes what it has encapsulated, the rewriter drops what it has rewritten.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define OUTER_BYTES 20

SEC("xdp")
int encapsulator(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;

	if ((void *)(eth + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	if (eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	if (bpf_xdp_adjust_head(ctx, -OUTER_BYTES))
		return XDP_ABORTED;
	eth = (void *)(long)ctx->data;
	if ((void *)(eth + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	eth->h_proto = bpf_htons(ETH_P_TEB);
	return XDP_TX;
}

SEC("xdp")
int rewriter(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;

	if ((void *)(eth + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	if (eth->h_dest[0] == 0xee)
		return XDP_DROP;
	eth->h_dest[0] = 0xee;
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
