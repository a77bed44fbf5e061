/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The timed loop around an operation. A file defines DRIVE (the section: "xdp"), includes this, has
 * a map named `subject`, and writes
 *
 *	OPERATION(lookup, .dimensions = DIM_LOOKUP, .traits = SUMS_KEYS)
 *	{
 *		one operation on `key` (key number s->index), with fail(s) and s->sum
 *	}
 *
 * That is all: user space finds the operation by the object's section .operations.
 *
 * Each becomes two programs. NAME loops with may_goto (Linux 6.9; 0.65 ns a turn); NAME__bpf_loop
 * with bpf_loop (5.17; 0.9 ns an operation, OPERATION_UNROLL of them a turn). The program `empty`
 * does all but the operation: what it costs is subtracted. A file whose operations set no key says
 * so by KEYLESS.
 *
 * The place in the key table comes from a map from the start. A loop from 0 to count would be
 *walked through step by step: the verifier tracks exactly what is added to a pointer, and what that
 *comes from; only what is unknown from the start is the same in each turn.
 */
#ifndef BPFMARK_LOOP_H
#define BPFMARK_LOOP_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "bpf/maps/operation.h"

/* In a section of its own, which user space maps. */
struct operation_work work[OPERATION_CPUS] SEC(".data.work") = {};

/* Set before loading. Not 0: the number of the next key depends on what was read last. */
const volatile __u32 dependent = 0;

struct key_table {
	__u32 numbers[KEY_TABLE_LENGTH];
};

/* Shared by all loads of a row: user space puts its own in the place of this one. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct key_table);
} keys SEC(".maps");

struct key {
	__u32 words[16]; /* the map takes as many bytes of it as its keys have */
};

/* Too large for the stack. The first word is the key's number. */
struct value {
	__u32 words[256];
};
struct value value_in = {};

struct step {
	void *ctx;
	struct operation_work *work;
	__u32 index;
	__u64 sum;
};

/* The operation did not do what it should. Counted in the map's memory: in a register, verifiers
 * such as 6.1's walk through all 2^16 outcomes of an unrolled turn.
 */
static __always_inline void fail(struct step *s)
{
	s->work->errors++;
}

struct loop {
	const struct key_table *table;
	__u32 first;
	__u32 zero;
	struct step step;
};

/* clang before 18 has no mnemonic: opcode BPF_JMP | BPF_JCOND, then the way out in instructions.
 * The offset has two bytes; four are written, of which two are the immediate's zeroes, for the
 * assembler takes a .short that it must compute later for the offset of a jump.
 */
#define MAY_GOTO(out)                                                                              \
	asm volatile goto("1: .byte 0xe5, 0; .long ((%l[" #out "] - 1b - 8) / 8) & 0xffff; "       \
			  ".short 0"                                                               \
			  :                                                                        \
			  :                                                                        \
			  :                                                                        \
			  : out)

static __always_inline struct operation_work *own_work(void)
{
	return &work[bpf_get_smp_processor_id() % OPERATION_CPUS];
}

static __always_inline void report(struct operation_work *mine, const struct step *s, __u32 done,
				   __u64 start)
{
	mine->elapsed_ns += bpf_ktime_get_ns() - start;
	mine->done += done;
	mine->sum += s->sum;
}

static __always_inline void next_key(struct step *s, const struct key_table *table, __u32 place,
				     __u32 zero, __u32 chained)
{
	s->index = table->numbers[place % KEY_TABLE_LENGTH];
	/* Read in every loop: the compiler would leave it out where the operation has no use for
	 * it. */
	asm volatile("" : "+r"(s->index));
	if (chained)
		s->index += (__u32)s->sum & zero;
}

/* Describes a program to user space. */
#define DESCRIBE(program_name, ...)                                                                \
	const struct operation describe_##program_name SEC(                                        \
		".operations") = { .program = #program_name, __VA_ARGS__ }

#define LOOP_BY_MAY_GOTO(name_)                                                                    \
	SEC(DRIVE)                                                                                 \
	int name_(void *ctx)                                                                       \
	{                                                                                          \
		struct operation_work *mine = own_work();                                          \
		struct step s = { .ctx = ctx, .work = mine };                                      \
		const struct key_table *table;                                                     \
		struct key key = {};                                                               \
		__u32 place, end, zero, chained = dependent, none = 0;                             \
		__u64 start;                                                                       \
                                                                                                   \
		table = bpf_map_lookup_elem(&keys, &none);                                         \
		if (!table)                                                                        \
			return 0;                                                                  \
		place = mine->first;                                                               \
		end = place + mine->count;                                                         \
		zero = mine->zero;                                                                 \
		start = bpf_ktime_get_ns();                                                        \
		while (place != end) {                                                             \
			MAY_GOTO(out);                                                             \
			next_key(&s, table, place, zero, chained);                                 \
			name_##_step(&s, &key);                                                    \
			place++;                                                                   \
		}                                                                                  \
	out:                                                                                       \
		report(mine, &s, place - mine->first, start);                                      \
		return 1;                                                                          \
	}

#define LOOP_BY_BPF_LOOP(name_)                                                                    \
	static long name_##_turn(__u32 turn, struct loop *loop)                                    \
	{                                                                                          \
		__u32 i, first = loop->first + turn * OPERATION_UNROLL, chained = dependent;       \
		const struct key_table *table = loop->table;                                       \
		__u32 zero = loop->zero;                                                           \
		struct step s = loop->step;                                                        \
		struct key key = {};                                                               \
                                                                                                   \
		if (!table)                                                                        \
			return 1;                                                                  \
		_Pragma("clang loop unroll(full)") for (i = 0; i < OPERATION_UNROLL; i++)          \
		{                                                                                  \
			next_key(&s, table, first + i, zero, chained);                             \
			name_##_step(&s, &key);                                                    \
		}                                                                                  \
		loop->step.sum = s.sum;                                                            \
		return 0;                                                                          \
	}                                                                                          \
                                                                                                   \
	SEC(DRIVE)                                                                                 \
	int name_##__bpf_loop(void *ctx)                                                           \
	{                                                                                          \
		struct operation_work *mine = own_work();                                          \
		struct loop loop = { .step = { .ctx = ctx, .work = mine } };                       \
		__u32 none = 0;                                                                    \
		__u64 start;                                                                       \
		long turns;                                                                        \
                                                                                                   \
		loop.table = bpf_map_lookup_elem(&keys, &none);                                    \
		if (!loop.table)                                                                   \
			return 0;                                                                  \
		loop.first = mine->first;                                                          \
		loop.zero = mine->zero;                                                            \
		start = bpf_ktime_get_ns();                                                        \
		turns = bpf_loop(mine->count / OPERATION_UNROLL, name_##_turn, &loop, 0);          \
		report(mine, &loop.step, turns *OPERATION_UNROLL, start);                          \
		return 1;                                                                          \
	}

#define LOOPS(name_)                                                                               \
	static __always_inline void name_##_step(struct step *s, struct key *key);                 \
	LOOP_BY_MAY_GOTO(name_)                                                                    \
	LOOP_BY_BPF_LOOP(name_)                                                                    \
	static __always_inline void name_##_step(struct step *s, struct key *key)

#define OPERATION(name_, ...)                                                                      \
	DESCRIBE(name_, __VA_ARGS__);                                                              \
	LOOPS(name_)

/* Where one call of a helper is all operations, or none can be repeated in a loop: the body returns
 * how many it made.
 */
#define OPERATION_OF_MANY(name_, ...)                                                              \
	DESCRIBE(name_, .own_loop = 1, __VA_ARGS__);                                               \
	static __always_inline __u32 name_##_all(struct step *s, struct operation_work *mine);     \
                                                                                                   \
	SEC(DRIVE)                                                                                 \
	int name_(void *ctx)                                                                       \
	{                                                                                          \
		struct operation_work *mine = own_work();                                          \
		struct step s = { .ctx = ctx, .work = mine };                                      \
		__u64 start;                                                                       \
		__u32 done;                                                                        \
                                                                                                   \
		start = bpf_ktime_get_ns();                                                        \
		done = name_##_all(&s, mine);                                                      \
		report(mine, &s, done, start);                                                     \
		return 1;                                                                          \
	}                                                                                          \
                                                                                                   \
	static __always_inline __u32 name_##_all(struct step *s, struct operation_work *mine)

/* Keeps a value alive that the compiler could drop. */
#define USE(x) asm volatile("" : : "r"(x) : "memory")

LOOPS(empty)
{
#ifndef KEYLESS
	key->words[0] = s->index;
	USE(key);
#endif
	s->sum += s->index;
}

/* What is subtracted from an operation that loops itself: the clock's two readings. */
SEC(DRIVE)
int no_loop(void *ctx)
{
	struct operation_work *mine = own_work();
	struct step s = { .ctx = ctx, .work = mine };
	__u64 start = bpf_ktime_get_ns();

	report(mine, &s, mine->count, start);
	return 1;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#endif
