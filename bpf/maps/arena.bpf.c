// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Memory that programs and user space share by pointer. clang before 19 knows no such pointers: the
 * cast is one raw instruction. User space says where the arena lies, before loading.
 */
#define DRIVE "syscall"
#include "bpf/maps/loop.h"

#define BPF_MAP_TYPE_ARENA 33 /* newer than the headers that this may be built with */
#define PAGES 16

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PAGES);
} subject SEC(".maps");

__u64 arena_start SEC(".data.arena") = 0; /* as user space sees it; its pages are there */

extern void *bpf_arena_alloc_pages(void *map, void *address, __u32 pages, int node,
				   __u64 flags) __ksym;
extern void bpf_arena_free_pages(void *map, void *address, __u32 pages) __ksym;

/* BPF_ALU64 | BPF_MOV | BPF_X, r1 <- r1, BPF_ADDR_SPACE_CAST, from address space 1 to 0. */
static __always_inline void *to_kernel(void *address)
{
	void *out;

	asm volatile("r1 = %[address]; .byte 0xbf, 0x11; .byte 1, 0; .long 1; %[out] = r1"
		     : [out] "=r"(out)
		     : [address] "r"(address)
		     : "r1");
	return out;
}

static __always_inline __u64 *element(__u32 index)
{
	__u64 address = *(volatile __u64 *)&arena_start + index % 1024 * sizeof(__u64);

	USE(&subject); /* an arena belongs to the program that names it */
	return to_kernel((void *)address);
}

/* User space wrote each element's number into it. */
OPERATION(read, .needs = "6.9", .traits = SUMS_KEYS)
{
	s->sum += *element(s->index);
}

OPERATION(atomic_add, .needs = "6.9")
{
	__sync_fetch_and_add(element(s->index), 0);
}

/* One operation allocates a page and frees it. */
OPERATION(alloc_free, .needs = "6.9")
{
	void *page = bpf_arena_alloc_pages(&subject, NULL, 1, -1, 0);

	if (!page) {
		fail(s);
		return;
	}
	bpf_arena_free_pages(&subject, page, 1);
}
