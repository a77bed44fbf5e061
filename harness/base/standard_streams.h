// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The three standard streams as a command can be given them: closed, full, or without a reader.
#pragma once

#include <string>

namespace bpfmark {

// First thing in main(): puts /dev/null where a standard stream is closed, or else the next file to
// be opened would get its number, and what is printed. Writing to a closed stdout still fails.
void open_standard_streams();

// Last thing in main(): prints what is still buffered. False, and said on stderr, where the text
// did not arrive.
bool flush_stdout();

// Prints on stderr, and does not mind where nobody reads it: fmt::print() would throw.
void print_stderr(const std::string& text);

}  // namespace bpfmark
