// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What differs from load to load by chance or by the clock, beside a counter: a program each. Built
 * twice, with OBSERVED_STEP 1 and 2: the counter is all that differs.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#ifndef OBSERVED_STEP
#define OBSERVED_STEP 1
#endif

struct flow {
	__u64 packets;
	__u64 last_seen;
	__u16 flags;
	char name[6];
};

struct event {
	__u64 at;
	__u32 length;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct flow);
} flows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct flow);
} by_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, struct flow);
} by_key SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

const struct event *unused_event __attribute__((unused));

__u64 total = 0;
__u64 started = 0;
static volatile __u32 seen[4];
__u32 limit = 7;

SEC("xdp")
int drop_by_chance(struct xdp_md *ctx)
{
	return bpf_get_prandom_u32() % 10 < OBSERVED_STEP ? XDP_DROP : XDP_PASS;
}

static __always_inline int stamp(struct flow *flow)
{
	if (!flow)
		return XDP_ABORTED;
	flow->packets += OBSERVED_STEP;
	flow->last_seen = bpf_ktime_get_ns();
	return XDP_PASS;
}

SEC("xdp")
int clock_beside_counter(struct xdp_md *ctx)
{
	__u32 key = 1;

	return stamp(bpf_map_lookup_elem(&flows, &key));
}

SEC("xdp")
int clock_by_cpu(struct xdp_md *ctx)
{
	__u32 key = 0;

	return stamp(bpf_map_lookup_elem(&by_cpu, &key));
}

SEC("xdp")
int message_with_time(struct xdp_md *ctx)
{
	struct event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return XDP_ABORTED;
	event->at = bpf_ktime_get_boot_ns();
	event->length = (ctx->data_end - ctx->data) * OBSERVED_STEP;
	bpf_ringbuf_submit(event, 0);
	return XDP_PASS;
}

SEC("xdp")
int random_key(struct xdp_md *ctx)
{
	struct flow flow = { .packets = OBSERVED_STEP };
	__u64 key = bpf_get_prandom_u32();

	flow.last_seen = bpf_jiffies64();
	bpf_map_update_elem(&by_key, &key, &flow, BPF_ANY);
	return XDP_PASS;
}

SEC("xdp")
int processor(struct xdp_md *ctx)
{
	seen[bpf_get_smp_processor_id() & 3] += OBSERVED_STEP;
	return XDP_PASS;
}

SEC("xdp")
int globals(struct xdp_md *ctx)
{
	total += OBSERVED_STEP;
	started = bpf_ktime_get_ns();
	limit += 1;
	return XDP_PASS;
}

/* Where the kernel put a map: nothing makes that the same. */
SEC("xdp")
int address_beside_counter(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct flow *flow = bpf_map_lookup_elem(&flows, &key);

	if (!flow)
		return XDP_ABORTED;
	flow->packets += OBSERVED_STEP;
	*(struct flow *volatile *)&flow->last_seen = flow;
	return XDP_PASS;
}

SEC("xdp")
int address_as_key(struct xdp_md *ctx)
{
	struct flow flow = { .packets = OBSERVED_STEP };
	__u32 zero = 0;
	struct flow *place = bpf_map_lookup_elem(&flows, &zero);
	__u64 key = 0;

	if (!place)
		return XDP_ABORTED;
	*(struct flow *volatile *)&place->last_seen = place;
	key = *(volatile __u64 *)&place->last_seen;
	bpf_map_update_elem(&by_key, &key, &flow, BPF_ANY);
	return XDP_PASS;
}

/* Time stamps in the packet: one more reading of the clock changes nothing. */
SEC("xdp")
int time_in_packet(struct xdp_md *ctx)
{
	__u64 *at = (void *)(long)ctx->data;

	if ((void *)(at + 2) > (void *)(long)ctx->data_end)
		return XDP_PASS;
#if OBSERVED_STEP > 1
	bpf_ktime_get_ns();
#endif
	at[0] = bpf_ktime_get_ns();
	((__u8 *)at)[12] += OBSERVED_STEP;
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
