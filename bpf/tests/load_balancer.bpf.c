// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Resembles a layer-4 load balancer: a service by its address and port (hash), the flow's backend
 * from a cache (LRU hash), or chosen by a hash over the flow from the service's ring (array); then
 * the packet is sent back with the backend's address and a mended checksum.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define RING 64
#define DEFAULT_SERVICE 0

struct service_key {
	__u32 address;
	__u16 port;
	__u16 protocol;
};

struct flow_key {
	__u32 source;
	__u32 destination;
	__u16 source_port;
	__u16 destination_port;
	__u32 protocol;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct service_key);
	__type(value, __u32);
} services SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct flow_key);
	__type(value, __u32);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RING);
	__type(key, __u32);
	__type(value, __u32);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

static __always_inline __u32 mixed(__u32 a, __u32 b)
{
	a = (a ^ b) * 0x9e3779b1;
	return a ^ (a >> 15);
}

static __noinline __u32 hash_of(const struct flow_key *flow)
{
	__u32 hash = mixed(flow->source, flow->destination);

	hash = mixed(hash, (__u32)flow->source_port << 16 | flow->destination_port);
	return mixed(hash, flow->protocol);
}

static __always_inline void count(__u32 what)
{
	__u64 *sum = bpf_map_lookup_elem(&packets, &what);

	if (sum)
		*sum += 1;
}

static __noinline __u32 choose_backend(const struct flow_key *flow, __u32 service)
{
	__u32 *known = bpf_map_lookup_elem(&flows, flow);
	__u32 place = (hash_of(flow) + service) % RING;
	__u32 backend = 0x0a000001 + place;
	__u32 *configured;

	if (known)
		return *known;
	configured = bpf_map_lookup_elem(&ring, &place);
	if (configured && *configured)
		backend = *configured;
	bpf_map_update_elem(&flows, flow, &backend, BPF_ANY);
	return backend;
}

static __always_inline void set_destination(struct iphdr *ip, __u32 address)
{
	__s64 sum = bpf_csum_diff((__be32 *)&ip->daddr, 4, &address, 4, ~ip->check);

	ip->daddr = address;
	sum = (sum & 0xffff) + ((sum >> 16) & 0xffff);
	sum = (sum & 0xffff) + (sum >> 16);
	ip->check = ~sum;
}

SEC("xdp")
int load_balancer(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);
	__be16 *ports = (void *)(ip + 1);
	struct service_key key = {};
	struct flow_key flow = {};
	__u32 *service;

	if ((void *)(ports + 2) > end || eth->h_proto != bpf_htons(ETH_P_IP) || ip->ihl != 5)
		return XDP_PASS;
	if (ip->protocol != IPPROTO_TCP && ip->protocol != IPPROTO_UDP)
		return XDP_PASS;
	key.address = ip->daddr;
	key.port = ports[1];
	key.protocol = ip->protocol;
	service = bpf_map_lookup_elem(&services, &key);
	flow.source = ip->saddr;
	flow.destination = ip->daddr;
	flow.source_port = ports[0];
	flow.destination_port = ports[1];
	flow.protocol = ip->protocol;
	set_destination(ip, choose_backend(&flow, service ? *service : DEFAULT_SERVICE));
	count(0);
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
