// One upload, from a file to its verdict. Nothing here changes the page's elements.

import { online, pause, permit, Problem, status } from "./backend.js";
import { size } from "./words.js";

const ATTEMPTS = 5;
const FIRST_PAUSE = 1_000; // milliseconds; doubles after each attempt
const MOST_PAUSE = 15_000;
// Milliseconds without progress or an answer until a PUT is aborted: a phone may have changed its network.
const STALLED = 60_000;
const VERDICT = 600_000; // milliseconds; longest wait for a verdict. A scan takes seconds.
const AT_ONCE = 3;

const slots = { free: AT_ONCE, queue: [] };

async function inTurn(work, signal) {
  if (slots.free > 0) slots.free--;
  else {
    await new Promise((resolve, reject) => {
      slots.queue.push(resolve);
      signal.addEventListener("abort", () => {
        slots.queue = slots.queue.filter((one) => one !== resolve);
        reject(signal.reason); // no effect after `resolve`; `throwIfAborted` below handles that case
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
  #ticket = null; // set once the file has arrived; the verdict is asked for with it

  /**
   * @param {File} file
   * @param {number} maxBytes the largest size that the API accepts
   * @param {(state: Object) => void} tell called with each new state; `inWords` describes the states
   */
  constructor(file, maxBytes, tell) {
    Object.assign(this, { file, maxBytes, tell });
  }

  /** Run to the end. May run again after a failure or cancellation; a file that arrived is not sent again. */
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

  /** Send the file and return the ticket; after a lost connection, send the whole file again. */
  async #send(signal) {
    this.tell({ phase: "preparing" });
    const wanted = await describe(this.file, this.maxBytes);
    let permission = null;
    for (let attempt = 1, least = FIRST_PAUSE; ; attempt++, least = Math.min(2 * least, MOST_PAUSE)) {
      if (permission === null || Date.now() > permission.until) {
        // An earlier attempt may have arrived without its answer. Then a new URL would store the file twice.
        if (permission && (await arrived(permission.ticket, signal))) return permission.ticket;
        const asked = Date.now();
        permission = await permit(wanted, signal);
        permission.until = asked + 1000 * permission.expires_in;
      }
      const told = (share) => this.tell({ phase: "sending", share });
      told(0);
      const answer = await put(permission, this.file, signal, told);
      signal.throwIfAborted();
      // 412: the file exists already, because an earlier attempt has arrived.
      if (answer === 200 || answer === 412) return permission.ticket;
      if (answer === 400) throw new Problem("The file changed while it was sent. Choose it again.", { fatal: true });
      if (attempt === ATTEMPTS) throw new Problem("The photo could not be sent. Try again later.");
      if (answer === 403) permission.until = 0; // the URL expired during the upload
      else this.tell({ phase: "offline" }); // 0: no answer. 409: another request for the key. 5xx: busy.
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

/** Return the parameters for a URL that accepts exactly this file. */
async function describe(file, maxBytes) {
  // Checked before the file is read, because a film of gigabytes does not fit into memory.
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

/** Return the status of S3's answer to the PUT, 0 without one. `fetch` would report no progress. */
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
