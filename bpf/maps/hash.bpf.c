// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define SUBJECT_TYPE BPF_MAP_TYPE_HASH
#define SUBJECT_DIMENSIONS (DIM_NO_PREALLOC | DIM_LOAD | DIM_NUMA)
#include "bpf/maps/keyed.h"

OPERATION(atomic_add, .fill = "insert", .dimensions = DIM_ENTRIES | DIM_CPUS,
	  .traits = ROOM_FOR_TWICE)
{
	__u64 *value;

	key->words[0] = s->index;
	value = bpf_map_lookup_elem(&subject, key);
	if (value)
		__sync_fetch_and_add(value, 1);
	else
		fail(s);
}
