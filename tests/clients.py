"""The clients of examples/, as command lines."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from local_aws.engine import ROOT

CLIENTS = ROOT / "examples/clients"

# A server's half and a page's half of upload.js, one after the other.
SCRIPT = """
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ask, describe, put, wait } from %(module)s;
const [userId, path] = process.argv.slice(-2);
const file = new File([await readFile(path)], basename(path));
try {
  const wanted = { userId, ...(await describe(file)) };
  const permission = await ask(process.env.UPLOAD_API_URL, process.env.UPLOAD_API_SECRET, wanted);
  await put(permission, file);
  console.log(permission.file_key);
  if (process.env.WAIT) {
    const { UPLOAD_API_URL, UPLOAD_API_SECRET } = process.env;
    console.log(JSON.stringify(await wait(UPLOAD_API_URL, UPLOAD_API_SECRET, userId, permission.file_key)));
  } else {
    await put(permission, file).catch((error) => console.log(error.message));
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
"""

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="this client is curl")
needs_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="only Node runs JavaScript out of a browser"
)

each_client = pytest.mark.parametrize(
    "client", [pytest.param("curl", marks=needs_curl), "python", pytest.param("node", marks=needs_node)]
)


def command(client: str, *arguments: str) -> list[str]:
    """Return the command line of a client."""
    if client == "curl":
        return [str(CLIENTS / "upload.sh"), *arguments]
    if client == "python":
        return [sys.executable, "-I", str(CLIENTS / "upload.py"), *arguments]
    script = SCRIPT % {"module": json.dumps((CLIENTS / "upload.js").as_uri())}
    return ["node", "--input-type=module", "--eval", script, "--", *arguments]
