/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What both arrays do: a file defines SUBJECT_TYPE, and what is peculiar to the type. The key of a
 * lookup is a variable of its own: the kernel then puts the lookup into the program's own code.
 */
#ifndef BPFMARK_INDEXED_H
#define BPFMARK_INDEXED_H

#define DRIVE "xdp"
#include "bpf/maps/loop.h"

#ifndef SUBJECT_DIMENSIONS
#define SUBJECT_DIMENSIONS 0
#endif

struct {
	__uint(type, SUBJECT_TYPE);
	__uint(max_entries, 1024);
	__uint(key_size, 4);
	__uint(value_size, 8);
} subject SEC(".maps");

OPERATION(lookup, .outcome = "hit", .fill = "update",
	  .dimensions = DIM_ENTRIES | DIM_VALUE | DIM_ORDER | DIM_LATENCY | DIM_CPUS |
			SUBJECT_DIMENSIONS,
	  .traits = SUMS_KEYS)
{
	__u32 *value;

	key->words[0] = s->index;
	value = bpf_map_lookup_elem(&subject, key);
	if (value)
		s->sum += *value;
	else
		fail(s);
}

OPERATION(lookup_miss, .name = "lookup", .outcome = "miss", .fill = "update",
	  .dimensions = DIM_ENTRIES, .traits = KEYS_ABSENT)
{
	key->words[0] = s->index;
	if (bpf_map_lookup_elem(&subject, key))
		fail(s);
}

OPERATION(update, .fill = "update",
	  .dimensions = DIM_ENTRIES | DIM_VALUE | DIM_CPUS | SUBJECT_DIMENSIONS)
{
	key->words[0] = s->index;
	value_in.words[0] = s->index;
	if (bpf_map_update_elem(&subject, key, &value_in, BPF_EXIST))
		fail(s);
}

static long add_value(void *map, __u32 *key, __u32 *value, struct step *s)
{
	s->sum += *value;
	return 0;
}

OPERATION_OF_MANY(for_each, .fill = "update", .needs = "5.13", .dimensions = DIM_ENTRIES,
		  .traits = SUMS_ENTRIES)
{
	return bpf_for_each_map_elem(&subject, add_value, s, 0);
}

#endif
