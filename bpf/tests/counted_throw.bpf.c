// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* An exception from within a function (Linux 6.7). */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

extern void bpf_throw(__u64 cookie) __ksym;

__u32 calls_made = 0;

static __noinline int refuse_short(__u32 length)
{
	calls_made++;
	if (length < 70)
		bpf_throw(0);
	return length & 3;
}

SEC("xdp")
int throwing(struct xdp_md *ctx)
{
	__u32 length = ctx->data_end - ctx->data;
	int sum = 0;

	sum += refuse_short(length + 10);
	sum += refuse_short(length);
	calls_made += 5;
	return sum ? XDP_TX : XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
