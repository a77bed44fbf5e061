/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What tail_chain.bpf.c and its test share. */
#ifndef BPFMARK_TESTS_TAIL_CHAIN_H
#define BPFMARK_TESTS_TAIL_CHAIN_H

#include <linux/types.h>

struct chain_counts {
	__u64 step;    /* tail calls of the run in hand */
	__u64 whole;   /* runs that made all of theirs */
	__u64 refused; /* runs of which the kernel refused one */
};

#endif
