/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The way from the FizzBuzz programs to user space through a ring buffer, in place of queue.h. */
#ifndef BPFMARK_FIZZBUZZ_RING_H
#define BPFMARK_FIZZBUZZ_RING_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "bpf/fizzbuzz/message.h"

/* A record is 8 bytes of header and the message, rounded up to 8. */
#define MESSAGES_RING_BYTES (MESSAGES_CAPACITY * 16)

/* 0 wakes a reader that has read all and sleeps. */
#ifndef MESSAGES_SUBMIT_FLAGS
#define MESSAGES_SUBMIT_FLAGS 0
#endif

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, MESSAGES_RING_BYTES);
} messages SEC(".maps");

/* A ring buffer is declared without a type, and BTF keeps only types that something global uses. */
const struct message *unused_message;

/* A full ring keeps its oldest messages; the packet passes all the same. */
static __always_inline void push_message(enum word word)
{
	struct message *message = bpf_ringbuf_reserve(&messages, sizeof(*message), 0);

	if (!message)
		return;
	message->word = word;
	bpf_ringbuf_submit(message, MESSAGES_SUBMIT_FLAGS);
}

#endif
