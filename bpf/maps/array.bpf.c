// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#define SUBJECT_TYPE BPF_MAP_TYPE_ARRAY
#define SUBJECT_DIMENSIONS DIM_NUMA
#include "bpf/maps/indexed.h"

OPERATION(atomic_add, .dimensions = DIM_ENTRIES | DIM_CPUS)
{
	__u64 *value;

	key->words[0] = s->index;
	value = bpf_map_lookup_elem(&subject, key);
	if (value)
		__sync_fetch_and_add(value, 1);
	else
		fail(s);
}
