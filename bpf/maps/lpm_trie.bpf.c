// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Entries are /32 prefixes, scattered over the half of the address space whose first bit is 0. A
 * miss can end deep in the trie, at a neighbour of what was looked for, or at its root.
 */
#define DRIVE "xdp"
#include "bpf/maps/loop.h"

#define FIRST_BIT 0x80u /* of the first byte: in network order, on a little-endian machine */

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1024);
	__uint(key_size, 8);
	__uint(value_size, 8);
} subject SEC(".maps");

/* Another address for each number below 2^31, none with the first bit set. */
static __always_inline __u32 address_of(__u32 index)
{
	__u32 scattered = (index * 2654435761u) & 0x7fffffff;

	return (scattered & 0x7f) | ((scattered & ~0x7fu) << 1);
}

static __always_inline void set_key(struct key *key, __u32 index)
{
	key->words[0] = 32;
	key->words[1] = address_of(index);
}

static __always_inline void put(struct step *s, struct key *key, __u64 flags)
{
	set_key(key, s->index);
	value_in.words[0] = s->index;
	if (bpf_map_update_elem(&subject, key, &value_in, flags))
		fail(s);
}

OPERATION(lookup, .outcome = "hit", .fill = "insert",
	  .dimensions = DIM_ENTRIES | DIM_VALUE | DIM_ORDER | DIM_LATENCY | DIM_CPUS,
	  .traits = SUMS_KEYS)
{
	__u32 *value;

	set_key(key, s->index);
	value = bpf_map_lookup_elem(&subject, key);
	if (value)
		s->sum += *value;
	else
		fail(s);
}

OPERATION(lookup_miss_deep, .name = "lookup", .outcome = "miss_deep", .fill = "insert",
	  .dimensions = DIM_ENTRIES, .traits = KEYS_ABSENT)
{
	set_key(key, s->index);
	if (bpf_map_lookup_elem(&subject, key))
		fail(s);
}

OPERATION(lookup_miss_root, .name = "lookup", .outcome = "miss_root", .fill = "insert",
	  .dimensions = DIM_ENTRIES)
{
	set_key(key, s->index);
	key->words[1] |= FIRST_BIT;
	if (bpf_map_lookup_elem(&subject, key))
		fail(s);
}

/* A prefix that matches an entry exactly, replaced. */
OPERATION(update, .fill = "insert", .dimensions = DIM_ENTRIES | DIM_VALUE | DIM_CPUS)
{
	put(s, key, BPF_EXIST);
}

OPERATION(insert, .fill = "insert", .before = "delete", .dimensions = DIM_ENTRIES | DIM_VALUE,
	  .traits = AT_MOST_ENTRIES)
{
	put(s, key, BPF_NOEXIST);
}

OPERATION(delete, .fill = "insert", .before = "insert", .dimensions = DIM_ENTRIES | DIM_VALUE,
	  .traits = AT_MOST_ENTRIES)
{
	set_key(key, s->index);
	if (bpf_map_delete_elem(&subject, key))
		fail(s);
}
