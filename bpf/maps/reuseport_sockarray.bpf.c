// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* There is no test run of this type: a datagram on the loopback device of a private namespace makes
 * the kernel ask the program for a socket.
 */
#define DRIVE "sk_reuseport"
#include "bpf/maps/loop.h"

struct {
	__uint(type, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} subject SEC(".maps");

OPERATION(sk_select_reuseport)
{
	key->words[0] = 0;
	if (bpf_sk_select_reuseport(s->ctx, &subject, key, 0))
		fail(s);
}
