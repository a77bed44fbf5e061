/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The game's rule, which all versions from the second on share. */
#ifndef BPFMARK_FIZZBUZZ_FIZZBUZZ_H
#define BPFMARK_FIZZBUZZ_FIZZBUZZ_H

#ifdef MESSAGES_IN_RING
#include "bpf/fizzbuzz/ring.h"
#else
#include "bpf/fizzbuzz/queue.h"
#endif

static __always_inline void push_fizzbuzz(__u32 n)
{
	if (n % 15 == 0)
		push_message(FizzBuzz);
	else if (n % 3 == 0)
		push_message(Fizz);
	else if (n % 5 == 0)
		push_message(Buzz);
}

#endif
