// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Version 3 with its messages in a ring buffer: what `bpfmark live` compares draining a queue with.
 */
#define MESSAGES_IN_RING
#include "bpf/fizzbuzz/v3_fibonacci.bpf.c"
