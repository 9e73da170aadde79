// Calls the page's own backend, which identifies the user by a cookie that no script can read.

const ATTEMPTS = 5;
const FIRST_PAUSE = 1_000; // milliseconds; doubles after each attempt
const MOST_PAUSE = 15_000;

/** An error with a message for the user; `fatal` if another attempt would fail in the same way. */
export class Problem extends Error {
  constructor(text, { fatal = false } = {}) {
    super(text);
    this.fatal = fatal;
  }
}

/** Wait; rejects if `signal` is aborted meanwhile. */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

/** If the browser reports that it is offline, wait until it is online; rejects if `signal` is aborted. */
export function online(signal) {
  if (navigator.onLine) return undefined;
  return new Promise((resolve, reject) => {
    addEventListener("online", resolve, { once: true });
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

let csrf = "";

/** Return the session: `user_id` (null without a sign-in), `max_bytes` and `extensions`. */
export async function session() {
  const found = await ask("GET", "session");
  csrf = found.csrf;
  return found;
}

export const signIn = () => ask("POST", "sign-in");
export const signOut = () => ask("POST", "sign-out");

/** Return the permission to upload one file: `upload_url`, `method`, `headers`, `expires_in`, `ticket`. */
export const permit = (wanted, signal) => ask("POST", "uploads", wanted, signal);

/** Return an upload's result so far: `status`, `reason`, `arrived`, `thumbnail_url`. */
export const status = (ticket, signal) => ask("GET", `uploads/${ticket}`, undefined, signal);

async function ask(method, path, body, signal) {
  for (let attempt = 1, least = FIRST_PAUSE; ; attempt++, least = Math.min(2 * least, MOST_PAUSE)) {
    const answer = await fetch(`api/${path}`, {
      method,
      signal,
      headers: method === "GET" ? {} : { "Content-Type": "application/json", "X-CSRF-Token": csrf },
      body: body && JSON.stringify(body),
    }).catch((error) => {
      if (signal?.aborted) throw error;
      return null; // no connection
    });
    if (answer?.ok) return answer.json();
    if (answer && answer.status < 500 && answer.status !== 429) throw await refusal(answer);
    await online(signal);
    if (attempt === ATTEMPTS) throw new Problem("The service does not answer. Try again in a moment.");
    await pause(Math.max(least, 1000 * Number(answer?.headers.get("Retry-After") ?? 0)), signal);
  }
}

async function refusal(answer) {
  if (answer.status === 401 || answer.status === 403) {
    return new Problem("You are signed out, perhaps in another tab. Reload the page and sign in.", { fatal: true });
  }
  const { error } = await answer.json().catch(() => ({ error: {} }));
  const said = {
    ext: "Files of this type are not accepted here.",
    size: "The file is empty, or larger than what is accepted here.",
    filename: "The file needs another name.",
  };
  return new Problem(said[error.parameter] ?? "The service does not know this upload.", { fatal: true });
}
