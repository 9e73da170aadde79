// A typical processing function for Node, to compare with ours: a download, a thumbnail, two writes.

import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { makeThumbnail } from "./thumbnail.mjs";

// Path style, because the host name `bucket.localhost` does not resolve with local engines.
const s3 = new S3Client({ forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" });
const table = new DynamoDBClient({});
const FORMATS = { "image/jpeg": "jpeg", "image/png": "png", "image/webp": "webp", "image/gif": "png" };

async function processRecord({ bucket, object }) {
  const key = decodeURIComponent(object.key.replaceAll("+", " "));
  const version = { Bucket: bucket.name, Key: key, VersionId: object.versionId };
  const upload = await s3.send(new GetObjectCommand(version));
  const content = await upload.Body.transformToByteArray();
  const format = FORMATS[upload.ContentType];
  const thumbnail = await makeThumbnail(content, format);
  const thumbnailKey = `${key.replace("uploads/", "thumbnails/")}.${format}`;
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket.name,
      Key: thumbnailKey,
      Body: thumbnail,
      ContentType: `image/${format}`,
    }),
  );
  await table.send(
    new PutItemCommand({
      TableName: process.env.METADATA_TABLE,
      Item: {
        user_id: { S: key.split("/")[1] },
        file_key: { S: key },
        thumbnail_key: { S: thumbnailKey },
        size: { N: String(content.length) },
        processed_at: { S: new Date().toISOString() },
      },
    }),
  );
}

export async function handler(event) {
  for (const record of event.Records) {
    await processRecord(record.s3);
  }
}
