// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* As version 3, with the sequence in a table. */
#include "bpf/fizzbuzz/fizzbuzz.h"
#include "bpf/fizzbuzz/source_address.h"

static const bool is_fibonacci[256] = {
	[0] = true,  [1] = true,  [2] = true,  [3] = true,  [5] = true,	  [8] = true,	[13] = true,
	[21] = true, [34] = true, [55] = true, [89] = true, [144] = true, [233] = true,
};

SEC("xdp")
int v4_fibonacci_table(struct xdp_md *ctx)
{
	__u32 n;

	if (!source_address(ctx, &n))
		return XDP_PASS;

	if (is_fibonacci[n % 256])
		push_message(Fibonacci);
	else
		push_fizzbuzz(n);
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
