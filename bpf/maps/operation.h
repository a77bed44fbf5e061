/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the objects of bpf/maps/ and user space share: an operation as its object describes it (ELF
 * section .operations), and what a run is told and answers.
 */
#ifndef BPFMARK_OPERATION_H
#define BPFMARK_OPERATION_H

#include <linux/types.h>

#define KEY_TABLE_LENGTH (1 << 20) /* key numbers; all sizes of maps divide it */
#define OPERATION_CPUS 256
#define OPERATION_UNROLL 16 /* operations in one turn of the bpf_loop variant */

/* Which sizes and orders mean something to an operation. */
#define DIM_ENTRIES 1u
#define DIM_KEY 2u
#define DIM_VALUE 4u
#define DIM_ORDER 8u	    /* of keys: random, sequential, zipf */
#define DIM_LATENCY 16u	    /* the next key can be made to depend on the value read last */
#define DIM_NO_PREALLOC 32u /* BPF_F_NO_PREALLOC */
#define DIM_NO_COMMON_LRU 64u
#define DIM_CPUS 128u  /* other CPUs can do the same at the same time */
#define DIM_BATCH 256u /* elements in a system call; user space alone */
#define DIM_LOAD 512u  /* a map can be full to the last entry; else it has room for as many more */
#define DIM_NUMA 1024u /* BPF_F_NUMA_NODE: its memory can be put on any node */
#define DIM_LOOKUP (DIM_ENTRIES | DIM_KEY | DIM_VALUE | DIM_ORDER | DIM_LATENCY | DIM_CPUS)

/* How it is driven and checked. */
#define KEYS_ABSENT 1u	/* its keys are not in the map: a miss */
#define KEYS_FRESH 2u	/* no key comes twice within the key table */
#define SUMS_KEYS 4u	/* its sum must be that of the key numbers: it read what was filled in */
#define SUMS_ENTRIES 8u /* of the numbers 0..entries-1, once a call: it went over the map */
#define AT_MOST_ENTRIES 16u /* a block has at most one operation for each entry */
#define NOT_BY_DEFAULT 32u  /* a row of --full alone */
#define OUTCOME_HIT 64u	    /* the row's name says hit */
#define ROOM_FOR_TWICE 128u /* max_entries is twice the entries */
#define GOES_AROUND 512u    /* a block goes over all entries, so often as it asks */
#define IN_ONE_BATCH 1024u  /* of all entries: each call waits, for milliseconds */
#define RING_OF_A_PAGE 256u /* a record that finds no room is lost, and no error */

struct operation {
	char program[32];
	char name[32];	  /* in the row's name; empty: as the program */
	char outcome[16]; /* at its end, such as hit; may be empty */
	char before[32];  /* program that runs on the same keys before each block; may be empty */
	char fill[32];	  /* program that runs on all keys after each load; may be empty */
	char needs[8];	  /* the first Linux that has it, such as 6.9; empty: as the map type */
	__u32 dimensions;
	__u32 traits;
	__u32 entries;	/* where not 1024 */
	__u32 per_call; /* operations one call makes, where not as many as it is told */
	__u32 own_loop; /* 1: there is no loop of ours around it */
};

/* One for each CPU; user space sets the first four and zeroes the rest. */
struct operation_work {
	__u32 first; /* place in the key table of the first operation */
	__u32 count; /* operations to make */
	__u32 entries;
	__u32 zero; /* 0: what the verifier must not know */
	__u32 done;
	__u32 errors; /* operations that did not do what they should */
	__u64 elapsed_ns;
	__u64 sum;	   /* of what was read */
	__u64 padding[11]; /* two cache lines: neighbours prefetch in pairs */
};

#endif
