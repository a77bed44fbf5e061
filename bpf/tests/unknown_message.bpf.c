// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Says what is not in its own list of words. */
#include "bpf/fizzbuzz/queue.h"

SEC("xdp")
int unknown_message(struct xdp_md *ctx)
{
	push_message((enum word)9);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
