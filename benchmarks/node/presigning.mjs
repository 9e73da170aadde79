// Makes a presigned URL with the AWS SDK, bound to the same headers as our URLs.

import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const s3 = new S3Client({ requestChecksumCalculation: "WHEN_REQUIRED" });

export function presign(bucket, key, contentType, expiresIn) {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType, IfNoneMatch: "*" });
  return getSignedUrl(s3, command, {
    expiresIn,
    signableHeaders: new Set(["content-type", "host", "if-none-match"]),
  });
}
