// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Resembles source NAT at tc: a port for each new flow, and address, port and checksums rewritten
 * by the helpers for them.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stddef.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define OUTSIDE bpf_htonl(0xcb007101) /* 203.0.113.1 */
#define FIRST_PORT 1024
#define TRIES 8

struct inside {
	__be32 address;
	__be32 peer;
	__be16 port;
	__be16 peer_port;
	__u32 protocol;
};

struct translation {
	__be16 port;
	__u16 unused;
	__u32 packets;
	__u64 last_seen_ns;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct inside);
	__type(value, struct translation);
} translations SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, __be16);
	__type(value, struct inside);
} ports_taken SEC(".maps");

/* A port that nobody has, by chance. */
static __noinline int take_port(struct inside *inside)
{
	int i;

#pragma clang loop unroll(disable)
	for (i = 0; i < TRIES; i++) {
		__be16 port = bpf_htons(FIRST_PORT + bpf_get_prandom_u32() % (65536 - FIRST_PORT));

		if (!bpf_map_update_elem(&ports_taken, &port, inside, BPF_NOEXIST))
			return port;
	}
	return -1;
}

static __always_inline struct translation *translation_of(struct inside *inside)
{
	struct translation *known = bpf_map_lookup_elem(&translations, inside);
	struct translation fresh = {};
	int port;

	if (known)
		return known;
	port = take_port(inside);
	if (port < 0)
		return NULL;
	fresh.port = port;
	bpf_map_update_elem(&translations, inside, &fresh, BPF_ANY);
	return bpf_map_lookup_elem(&translations, inside);
}

static __always_inline void rewrite(struct __sk_buff *skb, const struct inside *from, __be16 port)
{
	const __u32 ip_at = sizeof(struct ethhdr);
	const __u32 l4_at = ip_at + sizeof(struct iphdr);
	const __u32 sum_at =
		l4_at + (from->protocol == IPPROTO_TCP ? offsetof(struct tcphdr, check)
						       : offsetof(struct udphdr, check));
	const __u64 zero = from->protocol == IPPROTO_UDP ? BPF_F_MARK_MANGLED_0 : 0;
	__be32 outside = OUTSIDE;

	bpf_l4_csum_replace(skb, sum_at, from->address, outside, zero | BPF_F_PSEUDO_HDR | 4);
	bpf_l4_csum_replace(skb, sum_at, from->port, port, zero | 2);
	bpf_l3_csum_replace(skb, ip_at + offsetof(struct iphdr, check), from->address, outside, 4);
	bpf_skb_store_bytes(skb, ip_at + offsetof(struct iphdr, saddr), &outside, 4, 0);
	bpf_skb_store_bytes(skb, l4_at, &port, 2, 0);
}

SEC("tc")
int nat(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data;
	void *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);
	__be16 *ports = (void *)(ip + 1);
	struct inside inside = {};
	struct translation *translation;

	if ((void *)(ports + 2) > end || eth->h_proto != bpf_htons(ETH_P_IP) || ip->ihl != 5)
		return TC_ACT_OK;
	if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
		return TC_ACT_OK;
	inside.address = ip->saddr;
	inside.peer = ip->daddr;
	inside.port = ports[0];
	inside.peer_port = ports[1];
	inside.protocol = ip->protocol;
	translation = translation_of(&inside);
	if (!translation)
		return TC_ACT_SHOT;
	translation->last_seen_ns = bpf_ktime_get_ns();
	__sync_fetch_and_add(&translation->packets, 1);
	rewrite(skb, &inside, translation->port);
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
