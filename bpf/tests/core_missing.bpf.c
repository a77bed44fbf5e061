// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Reads a field that the kernel does not have. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct sk_buff___mine {
	int no_such_field;
} __attribute__((preserve_access_index));

SEC("xdp")
int core_missing(struct xdp_md *ctx)
{
	struct sk_buff___mine *skb = (void *)bpf_get_current_task();
	int value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), &skb->no_such_field);
	return value ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
