/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the FizzBuzz programs tell user space: one message per packet that has something to say.
 * Included by the BPF programs and by their tests. */
#ifndef BPFMARK_FIZZBUZZ_MESSAGE_H
#define BPFMARK_FIZZBUZZ_MESSAGE_H

#define MESSAGES_CAPACITY 1024

enum word {
	WORD_FIZZ = 1,
	WORD_BUZZ = 2,
	WORD_FIZZBUZZ = 3,
	WORD_FIBONACCI = 4,
};

struct message {
	enum word word;
};

#endif
