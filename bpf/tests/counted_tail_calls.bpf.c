// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Tail calls that succeed, that fail and that leave a subprogram. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

int second(struct xdp_md *ctx);
int third(struct xdp_md *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct xdp_md *));
} stages SEC(".maps") = {
	.values = {
		[1] = (void *)&second,
		[2] = (void *)&third,
	},
};

__u32 rounds = 0;

static __noinline int leave(struct xdp_md *ctx, __u32 stage)
{
	bpf_tail_call(ctx, &stages, stage);
	rounds += 100;
	return XDP_ABORTED;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	int result;

	rounds = 1;
	bpf_tail_call(ctx, &stages, 3);
	rounds++;
	result = leave(ctx, 2);
	rounds += result == XDP_TX ? 10 : 20;
	bpf_tail_call(ctx, &stages, 1);
	return XDP_DROP;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	rounds++;
	if (rounds < 40)
		bpf_tail_call(ctx, &stages, 1);
	return XDP_PASS;
}

SEC("xdp")
int third(struct xdp_md *ctx)
{
	rounds += 3;
	return XDP_TX;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
