// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A timer that fires while packets are counted, again and again, and one that does not. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define SOON_NS 1000
#define IN_AN_HOUR_NS 3600000000000ULL

struct timed {
	struct bpf_timer timer;
	__u64 fired;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct timed);
} timers SEC(".maps");

static int fire(void *map, __u32 *key, struct timed *timed)
{
	timed->fired++;
	return 0;
}

static __always_inline int start(__u64 ns)
{
	__u32 key = 0, i;
	struct timed *timed = bpf_map_lookup_elem(&timers, &key);

	if (!timed)
		return XDP_ABORTED;
	bpf_timer_init(&timed->timer, &timers, 1);
	bpf_timer_set_callback(&timed->timer, fire);
	bpf_timer_start(&timed->timer, ns, 0);
#pragma clang loop unroll(disable)
	for (i = 0; i < 50000; i++)
		barrier();
	return XDP_PASS;
}

SEC("xdp")
int fires_soon(struct xdp_md *ctx)
{
	return start(SOON_NS);
}

SEC("xdp")
int fires_later(struct xdp_md *ctx)
{
	return start(IN_AN_HOUR_NS);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
