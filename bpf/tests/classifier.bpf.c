// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* No XDP program, but one of another type. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("tc")
int classifier(struct __sk_buff *skb)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
