/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The number that every FizzBuzz program decides on. */
#ifndef BPFMARK_FIZZBUZZ_SOURCE_ADDRESS_H
#define BPFMARK_FIZZBUZZ_SOURCE_ADDRESS_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <stdbool.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* Sets address to the IPv4 source address in host byte order. False where the packet is not IPv4
 * (behind a VLAN tag counts as not), or too short for its own headers.
 */
static __always_inline bool source_address(const struct xdp_md *ctx, __u32 *address)
{
	const void *data = (const void *)(long)ctx->data;
	const void *data_end = (const void *)(long)ctx->data_end;
	const struct ethhdr *eth = data;
	const struct iphdr *ip = data + sizeof(*eth);

	if ((const void *)(ip + 1) > data_end)
		return false;
	if (eth->h_proto != bpf_htons(ETH_P_IP) || ip->version != 4 || ip->ihl < 5)
		return false;
	if ((const void *)ip + ip->ihl * 4 > data_end)
		return false;

	*address = bpf_ntohl(ip->saddr);
	return true;
}

#endif
