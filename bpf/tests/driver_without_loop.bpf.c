// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The driver as it is where the kernel refuses the inner loop: without a program of that name. */
#define inner_loop loop_by_another_name
#include "bpf/drive/driver.bpf.c"
