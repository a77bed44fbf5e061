/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the FizzBuzz programs tell user space: one message per packet that has something to say.
 * Included by the BPF programs and by their tests. */
#ifndef BPFMARK_FIZZBUZZ_MESSAGE_H
#define BPFMARK_FIZZBUZZ_MESSAGE_H

#define MESSAGES_CAPACITY 1024

enum word {
	Fizz = 1,
	Buzz = 2,
	FizzBuzz = 3,
	Fibonacci = 4,
};

struct message {
	enum word word;
};

#endif
