// Reads one operation a line, as a JSON object, and answers each with one line: times, result, peak memory.

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

async function timed(work, rounds) {
  const processor = process.cpuUsage();
  const started = performance.now();
  let result;
  for (let round = 0; round < rounds; round += 1) {
    result = await work();
  }
  const milliseconds = (performance.now() - started) / rounds;
  const used = process.cpuUsage(processor);
  return { milliseconds, cpu_milliseconds: (used.user + used.system) / 1000 / rounds, result };
}

function peakBytes() {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
}

const OPERATIONS = {
  async thumbnail({ file, format, save_as: saveAs }) {
    const { makeThumbnail } = await import("./thumbnail.mjs");
    const content = readFileSync(file);
    const { result, ...times } = await timed(() => makeThumbnail(content, format), 1);
    if (saveAs) {
      writeFileSync(saveAs, result);
    }
    return times;
  },
  async presign({ rounds }) {
    const { presign } = await import("./presigning.mjs");
    const key = `uploads/user-1/${"0".repeat(32)}_cat.png`;
    const { result, ...times } = await timed(() => presign("dev-uploads", key, "image/png", 300), rounds);
    return { ...times, result };
  },
  async event({ event }) {
    const { handler } = await import("./process_uploaded_file.mjs");
    const { result, ...times } = await timed(() => handler(event), 1);
    return times;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, ...parameters } = JSON.parse(line);
  const answer = await OPERATIONS[operation](parameters);
  process.stdout.write(`ANSWER ${JSON.stringify({ ...answer, peak_bytes: peakBytes() })}\n`);
}
