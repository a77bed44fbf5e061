// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Programs that do not do what they seem to: each is a clean number of something else.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define KEY 3

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u32);
} next SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_CPUMAP);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u32);
} targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} flows SEC(".maps");

const volatile _Bool enabled = 0;
const volatile __u16 port = 0;
const volatile __u32 limit = 7;

SEC("xdp") int no_verdict(struct xdp_md *ctx)
{
	return 9;
}

SEC("xdp") int disabled(struct xdp_md *ctx)
{
	if (limit < 7)
		return XDP_TX;
	if (!enabled)
		return XDP_ABORTED;
	return port == 80 ? XDP_DROP : XDP_PASS;
}

SEC("xdp") int empty_slot(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &next, KEY);
	return XDP_PASS;
}

SEC("xdp") int redirects_to_none(struct xdp_md *ctx)
{
	return bpf_redirect_map(&targets, KEY, XDP_PASS);
}

SEC("xdp") int redirects_nowhere(struct xdp_md *ctx)
{
	return bpf_redirect(0x7ffffff0, 0);
}

SEC("xdp") int redirects_unasked(struct xdp_md *ctx)
{
	return XDP_REDIRECT;
}

SEC("xdp") int no_route(struct xdp_md *ctx)
{
	struct bpf_fib_lookup params = { .family = 2, .ifindex = 1 };

	if (bpf_fib_lookup(ctx, &params, sizeof(params), 0) == BPF_FIB_LKUP_RET_SUCCESS)
		return bpf_redirect(params.ifindex, 0);
	return XDP_PASS;
}

SEC("xdp") int no_reader(struct xdp_md *ctx)
{
	__u64 event = 1;

	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &event, sizeof(event));
	return XDP_PASS;
}

SEC("xdp") int no_socket(struct xdp_md *ctx)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk;

	sk = bpf_sk_lookup_udp(ctx, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	if (sk)
		bpf_sk_release(sk);
	return XDP_PASS;
}

SEC("xdp") int prints(struct xdp_md *ctx)
{
	bpf_printk("seen");
	return XDP_PASS;
}

SEC("xdp") int counts_inline(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (count)
		++*count;
	key = 1;
	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		++*count;
	return XDP_PASS;
}

SEC("xdp") int counts_by_call(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 one = 1;

	if (!bpf_map_lookup_elem(&flows, &key))
		bpf_map_update_elem(&flows, &key, &one, BPF_ANY);
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
