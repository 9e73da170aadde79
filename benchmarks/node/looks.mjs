// Reads paths, one a line. For each it writes sharp's thumbnail as a PNG file, and prints a line of JSON.
// Usage: node looks.mjs FOLDER WIDTH HEIGHT < paths

import { createInterface } from "node:readline";
import { join } from "node:path";
import sharp from "sharp";

const [folder, width, height] = process.argv.slice(2);
sharp.cache(false);

let number = 0;
for await (const path of createInterface({ input: process.stdin })) {
  const file = join(folder, `${number++}.png`);
  try {
    await sharp(path)
      .autoOrient()
      .resize(Number(width), Number(height), { fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .timeout({ seconds: 60 })
      .png()
      .toFile(file);
    console.log(JSON.stringify({ file }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.message).split("\n")[0] }));
  }
}
