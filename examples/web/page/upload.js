// One upload, from a file to its verdict. Nothing here touches the page.

import { online, pause, permit, Problem, status } from "./backend.js";
import { size } from "./words.js";

const ATTEMPTS = 5;
const FIRST_PAUSE = 1_000; // milliseconds; twice as long after each attempt
const MOST_PAUSE = 15_000;
const STALLED = 60_000; // without a byte sent or an answer: a phone that changed its network
const VERDICT = 600_000; // for which a verdict is waited; a scan takes seconds
const AT_ONCE = 3;

const slots = { free: AT_ONCE, queue: [] };

async function inTurn(work, signal) {
  if (slots.free > 0) slots.free--;
  else {
    await new Promise((resolve, reject) => {
      slots.queue.push(resolve);
      signal.addEventListener("abort", () => {
        slots.queue = slots.queue.filter((one) => one !== resolve);
        reject(signal.reason); // too late for one whose turn has come, which looks at the signal
      });
    });
  }
  try {
    signal.throwIfAborted();
    return await work();
  } finally {
    const next = slots.queue.shift();
    if (next) next();
    else slots.free++;
  }
}

export class Upload {
  #abort;
  #ticket = null; // once the file has arrived: what to ask for its verdict with

  /**
   * @param {File} file
   * @param {number} maxBytes the most that the API accepts
   * @param {(state: Object) => void} tell called with each new state, which `inWords` explains
   */
  constructor(file, maxBytes, tell) {
    Object.assign(this, { file, maxBytes, tell });
  }

  /** Run to the end; after a failure or a cancellation, run again from where it makes sense. */
  async run() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.tell({ phase: "queued" });
    try {
      this.#ticket ??= await inTurn(() => this.#send(signal), signal);
      this.tell({ phase: "judged", ...(await this.#verdict(signal)) });
    } catch (error) {
      if (signal.aborted) return this.tell({ phase: "cancelled" });
      const known = error instanceof Problem;
      if (!known) console.error(error);
      const problem = known ? error.message : "Something went wrong on this page. Try again.";
      this.tell({ phase: "failed", problem, fatal: known && error.fatal });
    }
  }

  cancel() {
    this.#abort.abort();
  }

  /** Send the file, the whole of it again after each cut, and return the ticket. */
  async #send(signal) {
    this.tell({ phase: "preparing" });
    const wanted = await describe(this.file, this.maxBytes);
    let permission = null;
    for (let attempt = 1, least = FIRST_PAUSE; ; attempt++, least = Math.min(2 * least, MOST_PAUSE)) {
      if (permission === null || Date.now() > permission.until) {
        // An earlier attempt may have arrived although its answer was lost, and a new URL would make a second file.
        if (permission && (await arrived(permission.ticket, signal))) return permission.ticket;
        const asked = Date.now();
        permission = await permit(wanted, signal);
        permission.until = asked + 1000 * permission.expires_in;
      }
      const told = (share) => this.tell({ phase: "sending", share });
      told(0);
      const answer = await put(permission, this.file, signal, told);
      signal.throwIfAborted();
      // 412: it is there already, because an earlier attempt arrived.
      if (answer === 200 || answer === 412) return permission.ticket;
      if (answer === 400) throw new Problem("The file changed while it was sent. Choose it again.", { fatal: true });
      if (attempt === ATTEMPTS) throw new Problem("The photo could not be sent. Try again later.");
      if (answer === 403) permission.until = 0; // expired on its way
      else this.tell({ phase: "offline" }); // 0: cut. 409: another request for the same key. 5xx: busy.
      await online(signal);
      await pause(least, signal);
    }
  }

  async #verdict(signal) {
    const deadline = Date.now() + VERDICT;
    this.tell({ phase: "waiting", arrived: false });
    for (let least = 400; Date.now() < deadline; least = Math.min(1.6 * least, MOST_PAUSE)) {
      await pause(least, signal);
      const item = await status(this.#ticket, signal);
      if (item.status !== "pending") return item;
      this.tell({ phase: "waiting", arrived: item.arrived });
    }
    throw new Problem("The scan takes unusually long. Look again later.");
  }
}

async function arrived(ticket, signal) {
  const item = await status(ticket, signal);
  return item.arrived || item.status !== "pending";
}

/** Return what to ask for; the URL then takes exactly this file. */
async function describe(file, maxBytes) {
  // Before it is read: a film of gigabytes does not fit into memory.
  if (file.size > maxBytes) {
    throw new Problem(`The file has ${size(file.size)}. At most ${size(maxBytes)} are accepted.`, { fatal: true });
  }
  const content = await file.arrayBuffer().catch(() => {
    throw new Problem("The file cannot be read. Choose it again.", { fatal: true });
  });
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const dot = file.name.lastIndexOf(".");
  return {
    filename: dot > 0 ? file.name.slice(0, dot) : file.name,
    ext: dot > 0 ? file.name.slice(dot + 1) : "",
    size: content.byteLength,
    checksumSha256: btoa(String.fromCharCode(...digest)),
  };
}

/** Return the status of the answer to the PUT, 0 if there is none. `fetch` cannot tell progress. */
function put({ upload_url, method, headers }, file, signal, told) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let watchdog;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => request.abort(), STALLED);
    };
    const cancel = () => request.abort();
    signal.addEventListener("abort", cancel);
    request.upload.onprogress = ({ loaded, total }) => (alive(), told(loaded / total));
    request.onloadend = () => {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", cancel);
      resolve(request.status);
    };
    request.open(method, upload_url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    alive();
    request.send(file);
  });
}
