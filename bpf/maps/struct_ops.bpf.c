// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What the kernel's call of a struct_ops program costs: two TCP congestion controls, of which one
 * wants to be told when a socket takes it and leaves it. User space has a socket take either in
 * turns with the kernel's own; the difference are the two calls.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "bpf/maps/operation.h"

struct sock;

/* The kernel's, as far as it is used: libbpf finds the members by their names. */
struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	void (*init)(struct sock *sk);
	void (*release)(struct sock *sk);
	char name[16];
};

const struct operation describe_callback_pair SEC(".operations") = {
	.program = "callback_pair",
	.needs = "6.4",
};

__u64 calls SEC(".data.calls") = 0;

SEC("struct_ops/ssthresh")
__u32 ssthresh(__u64 *ctx)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
void cong_avoid(__u64 *ctx)
{
}

SEC("struct_ops/undo_cwnd")
__u32 undo_cwnd(__u64 *ctx)
{
	return 2;
}

SEC("struct_ops/init")
void init(__u64 *ctx)
{
	calls++;
}

SEC("struct_ops/release")
void release(__u64 *ctx)
{
	calls++;
}

/* The names are unique in the whole kernel: user space writes others over the X. */
SEC(".struct_ops")
struct tcp_congestion_ops told = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.init = (void *)init,
	.release = (void *)release,
	.name = "bpfmark_tXXXXXX",
};

SEC(".struct_ops")
struct tcp_congestion_ops untold = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "bpfmark_uXXXXXX",
};

char LICENSE[] SEC("license") = "Dual BSD/GPL";
