// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Version 3 with its messages in a ring buffer, whose reader it never wakes: the reader has to
 * look.
 */
#define MESSAGES_IN_RING
#define MESSAGES_SUBMIT_FLAGS BPF_RB_NO_WAKEUP
#include "bpf/fizzbuzz/v3_fibonacci.bpf.c"
