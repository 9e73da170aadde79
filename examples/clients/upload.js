// Uploads one image from a browser, or from Node 20 or newer.
//
// `ask` and `wait` need the secret, so they run on your server, which knows the signed-in user. `describe`
// and `put` run in the page; your server passes the permission on to it.

// S3 answers 409 if another request for the same key ran at the same time, and asks for a retry.
const PUT_ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 200; // after the first attempt; later pauses are longer
const MOST_PAUSE_MILLISECONDS = 15_000;
const STATUS_MILLISECONDS = 120_000; // longest wait for a result

/**
 * Ask for the permission to upload one file. Runs on your server.
 *
 * @param {string} apiUrl the module's output `api_url`
 * @param {string} secret the secret's value in Secrets Manager; never send it to a page
 * @param {{userId: string, filename: string, ext: string, size?: number, checksumSha256?: string}} wanted
 * @returns {Promise<{upload_url: string, file_key: string, method: string, headers: Object<string, string>,
 *   expires_in: number}>}
 * @throws {Error} with the API's own message
 */
export async function ask(apiUrl, secret, wanted) {
  const { userId, filename, ...others } = wanted;
  const query = new URLSearchParams({
    // base64url, because a web ACL would refuse plain names that resemble attacks.
    userIdBase64url: base64url(userId),
    filenameBase64url: base64url(filename),
    ...others,
  });
  const answer = await fetch(`${apiUrl}?${query}`, {
    headers: { "x-api-gateway-img-upload-auth": secret },
  });
  if (!answer.ok) {
    throw new Error(`No upload URL: ${answer.status}: ${await message(answer)}`);
  }
  return answer.json();
}

/**
 * Poll until an upload has a result, with growing pauses. Runs on your server.
 *
 * @param {string} apiUrl the module's output `api_url`
 * @param {string} secret the secret's value in Secrets Manager; never send it to a page
 * @param {string} userId the uploading user
 * @param {string} fileKey the `file_key` from `ask`
 * @returns {Promise<Object>} the upload's item; its status is not `pending`
 * @throws {Error} with the API's own message, or if the upload is still pending after two minutes
 */
export async function wait(apiUrl, secret, userId, fileKey) {
  const query = new URLSearchParams({ userIdBase64url: base64url(userId), fileKeyBase64url: base64url(fileKey) });
  const url = `${apiUrl.replace(/\/upload-url$/, "/upload-status")}?${query}`;
  const deadline = Date.now() + STATUS_MILLISECONDS;
  for (let pause = PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, MOST_PAUSE_MILLISECONDS)) {
    const answer = await fetch(url, { headers: { "x-api-gateway-img-upload-auth": secret } });
    if (answer.ok) {
      const item = await answer.json();
      if (item.status !== "pending") {
        return item;
      }
    } else if (answer.status !== 429 && answer.status < 500) {
      throw new Error(`No status: ${answer.status}: ${await message(answer)}`);
    }
    if (Date.now() >= deadline) {
      throw new Error("No result after two minutes");
    }
    const least = 1000 * (Number(answer.headers.get("Retry-After")) || 0);
    await new Promise((resolve) => setTimeout(resolve, Math.max(least, pause)));
  }
}

/** Return the API's own message. A firewall or proxy in front of it may answer without one. */
async function message(answer) {
  const body = await answer.json().catch(() => null);
  return body?.error?.message ?? "no reason given";
}

function base64url(text) {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * Return the parameters for `ask` that describe a chosen file. Runs in the page.
 *
 * @param {File} file from an `<input type="file">`
 * @returns {Promise<{filename: string, ext: string, size: number, checksumSha256: string}>}
 */
export async function describe(file) {
  const dot = file.name.lastIndexOf(".");
  const named = dot > 0; // otherwise there is no extension, and the API refuses the file
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return {
    filename: named ? file.name.slice(0, dot) : file.name,
    ext: named ? file.name.slice(dot + 1) : "",
    // Both are optional. With them the URL accepts this file and no other.
    size: file.size,
    checksumSha256: btoa(String.fromCharCode(...new Uint8Array(digest))),
  };
}

/**
 * Upload a file with a permission. Runs in the page.
 *
 * @param {{upload_url: string, method: string, headers: Object<string, string>}} permission from `ask`
 * @param {File} file the file that the permission is for
 * @returns {Promise<void>}
 * @throws {Error} with S3's status: 403 for an expired URL or another file, 412 for a second upload, 409 if
 *   another request for this key ran during each attempt
 */
export async function put(permission, file) {
  const { upload_url, method, headers } = permission;
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(upload_url, { method, headers, body: file });
    if (answer.ok) {
      return;
    }
    if (answer.status !== 409 || attempt === PUT_ATTEMPTS) {
      throw new Error(`S3 does not take the file: ${answer.status}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS * attempt));
  }
}
