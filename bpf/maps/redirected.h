/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The maps that XDP redirects by: a file defines SUBJECT_TYPE, VALUE_BYTES and ENTRIES. The helper
 * only notes the target; the frame's way there comes after the program.
 */
#ifndef BPFMARK_REDIRECTED_H
#define BPFMARK_REDIRECTED_H

#define DRIVE "xdp"
#include "bpf/maps/loop.h"

#ifndef ENTRIES
#define ENTRIES 64
#endif

struct {
	__uint(type, SUBJECT_TYPE);
	__uint(max_entries, ENTRIES);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} subject SEC(".maps");

OPERATION(redirect_map, .entries = ENTRIES, .outcome = "hit")
{
	if (bpf_redirect_map(&subject, s->index, 0) != XDP_REDIRECT)
		fail(s);
}

OPERATION(redirect_map_miss, .name = "redirect_map", .outcome = "miss", .entries = ENTRIES,
	  .traits = KEYS_ABSENT)
{
	if (bpf_redirect_map(&subject, s->index, XDP_PASS) != XDP_PASS)
		fail(s);
}

#ifdef HAS_LOOKUP
OPERATION(lookup, .entries = ENTRIES, .outcome = "hit")
{
	key->words[0] = s->index;
	if (!bpf_map_lookup_elem(&subject, key))
		fail(s);
}
#endif

#endif
