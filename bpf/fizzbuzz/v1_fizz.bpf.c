// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Fizz where the source address is divisible by 3. */
#include "bpf/fizzbuzz/queue.h"
#include "bpf/fizzbuzz/source_address.h"

SEC("xdp")
int v1_fizz(struct xdp_md *ctx)
{
	__u32 n;

	if (source_address(ctx, &n) && n % 3 == 0)
		push_message(Fizz);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
