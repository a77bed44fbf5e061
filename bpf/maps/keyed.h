/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What all hashes do: a file defines SUBJECT_TYPE, and what is peculiar to the type. There is room
 * for twice the entries: the LRU types evict before they are full, a CPU holding a batch of free
 * elements of its own, and only with as many buckets can the types be compared.
 */
#ifndef BPFMARK_KEYED_H
#define BPFMARK_KEYED_H

#ifndef DRIVE
#define DRIVE "xdp"
#endif
#include "bpf/maps/loop.h"

#ifndef SUBJECT_DIMENSIONS
#define SUBJECT_DIMENSIONS 0
#endif
#define DIM_WRITE (DIM_ENTRIES | DIM_KEY | DIM_VALUE | DIM_CPUS | SUBJECT_DIMENSIONS)

struct {
	__uint(type, SUBJECT_TYPE);
	__uint(max_entries, 1024);
	__uint(key_size, 4);
	__uint(value_size, 8);
} subject SEC(".maps");

static __always_inline void put(struct step *s, struct key *key, __u64 flags)
{
	key->words[0] = s->index;
	value_in.words[0] = s->index;
	if (bpf_map_update_elem(&subject, key, &value_in, flags))
		fail(s);
}

OPERATION(lookup, .outcome = "hit", .fill = "insert", .dimensions = DIM_LOOKUP | SUBJECT_DIMENSIONS,
	  .traits = SUMS_KEYS | ROOM_FOR_TWICE)
{
	__u32 *value;

	key->words[0] = s->index;
	value = bpf_map_lookup_elem(&subject, key);
	if (value)
		s->sum += *value;
	else
		fail(s);
}

OPERATION(lookup_miss, .name = "lookup", .outcome = "miss", .fill = "insert",
	  .dimensions = DIM_ENTRIES | DIM_KEY, .traits = KEYS_ABSENT | ROOM_FOR_TWICE)
{
	key->words[0] = s->index;
	if (bpf_map_lookup_elem(&subject, key))
		fail(s);
}

OPERATION(update, .fill = "insert", .dimensions = DIM_WRITE, .traits = ROOM_FOR_TWICE)
{
	put(s, key, BPF_EXIST);
}

OPERATION(insert, .fill = "insert", .before = "delete", .dimensions = DIM_WRITE,
	  .traits = AT_MOST_ENTRIES | ROOM_FOR_TWICE)
{
	put(s, key, BPF_NOEXIST);
}

OPERATION(delete, .fill = "insert", .before = "insert", .dimensions = DIM_WRITE,
	  .traits = AT_MOST_ENTRIES | ROOM_FOR_TWICE)
{
	key->words[0] = s->index;
	if (bpf_map_delete_elem(&subject, key))
		fail(s);
}

static long add_value(void *map, __u32 *key, __u32 *value, struct step *s)
{
	s->sum += *value;
	return 0;
}

OPERATION_OF_MANY(for_each, .fill = "insert", .needs = "5.13", .dimensions = DIM_ENTRIES,
		  .traits = SUMS_ENTRIES | ROOM_FOR_TWICE)
{
	return bpf_for_each_map_elem(&subject, add_value, s, 0);
}

#endif
