// Starts a function as Lambda's runtime does, calls it with one event and prints its answer.
// Arguments: the function's module, and a file with the event.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, event] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(module));
const answer = await handler(JSON.parse(readFileSync(event, "utf8")));
process.stdout.write(`ANSWER ${JSON.stringify(answer ?? null)}\n`, () => process.exit(0));
