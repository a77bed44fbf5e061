// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Sends IPv4 frames with known source addresses: run by BPF_PROG_TEST_RUN with live frames, it
 * writes the next address into each and gives it to the interface. The kernel uses its pages of
 * frames again and again, so that the rest of a frame stays what user space gave.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "bpf/drive/send.h"

struct send_state state;

SEC("xdp")
int send_next(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);

	if ((void *)(ip + 1) > data_end || state.span == 0)
		return XDP_ABORTED;
	ip->saddr = bpf_htonl(state.first + (__u32)(state.sent % state.span));
	state.sent++;
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
