// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* At tc, what programs there use and XDP does not have: fields of the context that can be written,
 * bytes by helper from packets of any shape, short reads that fail, and checksums by difference.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <stddef.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define CHUNK 16
#define MOST_CHUNKS 24

/* What the payload sums to, chunk by chunk, up to the first that is not whole. */
static __noinline __u32 sum_of_chunks(struct __sk_buff *skb)
{
	__u8 chunk[CHUNK];
	__u32 sum = 0;
	__u32 i, j;

#pragma clang loop unroll(disable)
	for (i = 0; i < MOST_CHUNKS; i++) {
		if (bpf_skb_load_bytes(skb, sizeof(struct ethhdr) + i * CHUNK, chunk, CHUNK))
			break;
#pragma clang loop unroll(disable)
		for (j = 0; j < CHUNK; j++)
			sum = (sum << 1 | sum >> 31) ^ chunk[j];
	}
	skb->cb[1] = i;
	return sum;
}

static __always_inline void lower_ttl(struct __sk_buff *skb)
{
	const __u32 ip_at = sizeof(struct ethhdr);
	__be16 old, lowered;

	if (bpf_skb_load_bytes(skb, ip_at + offsetof(struct iphdr, ttl), &old, 2))
		return;
	lowered = bpf_htons(bpf_ntohs(old) - 0x100);
	bpf_skb_store_bytes(skb, ip_at + offsetof(struct iphdr, ttl), &lowered, 2, 0);
	bpf_l3_csum_replace(skb, ip_at + offsetof(struct iphdr, check), old, lowered, 2);
}

SEC("tc")
int skb(struct __sk_buff *skb)
{
	__u32 sum = sum_of_chunks(skb);

	skb->mark = sum % 1000;
	skb->priority = skb->len / 100;
	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		__s64 from = sum, to = skb->mark;

		lower_ttl(skb);
		/* A difference of sums, and no bytes. */
		bpf_l3_csum_replace(skb, sizeof(struct ethhdr) + offsetof(struct iphdr, check), 0,
				    bpf_csum_diff((__be32 *)&from, 4, (__be32 *)&to, 4, 0), 0);
	}
	return skb->mark & skb->cb[1] & 1 ? TC_ACT_SHOT : TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
