// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Fizz where the source address is divisible by 3, Buzz by 5, FizzBuzz by both. */
#include "bpf/fizzbuzz/fizzbuzz.h"
#include "bpf/fizzbuzz/source_address.h"

SEC("xdp")
int v2_fizzbuzz(struct xdp_md *ctx)
{
	__u32 n;

	if (source_address(ctx, &n))
		push_fizzbuzz(n);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
