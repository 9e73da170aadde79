// A typical URL function for Node, to compare with ours.

import { randomUUID, timingSafeEqual } from "node:crypto";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { presign } from "./presigning.mjs";

const HEADER = "x-api-gateway-img-upload-auth";
const secrets = new SecretsManagerClient({});
let expected;

async function readSecret() {
  const answer = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.AUTH_SECRET_ID }));
  return Buffer.from(JSON.parse(answer.SecretString).API_GW_AUTH_SECRET);
}

export async function handler(event) {
  expected ??= await readSecret();
  const given = Buffer.from(event.headers[HEADER] ?? "");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { statusCode: 403, body: JSON.stringify({ error: { code: "forbidden", message: "Forbidden" } }) };
  }
  const { userId, filename, ext } = event.queryStringParameters;
  const contentType = JSON.parse(process.env.ALLOWED_EXTENSIONS)[ext];
  const key = `uploads/${userId}/${randomUUID()}_${filename}.${ext}`;
  const expiresIn = Number(process.env.URL_EXPIRATION_SECONDS);
  const url = await presign(process.env.UPLOADS_BUCKET, key, contentType, expiresIn);
  return {
    statusCode: 200,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      upload_url: url,
      file_key: key,
      method: "PUT",
      headers: { "Content-Type": contentType, "If-None-Match": "*" },
      expires_in: expiresIn,
    }),
  };
}
