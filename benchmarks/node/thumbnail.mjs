// A thumbnail with sharp, with the same settings as ours: fits 200 x 200, upright, sRGB, no metadata.

import sharp from "sharp";

// An upload comes once. Left on, the cache would only notice that a benchmark repeats itself.
sharp.cache(false);

const OPTIONS = { jpeg: { quality: 80 }, webp: { quality: 80 }, png: {} };

export function makeThumbnail(content, format) {
  return sharp(content)
    .autoOrient()
    .resize(200, 200, { fit: "inside", withoutEnlargement: true })
    .toFormat(format, OPTIONS[format])
    .toBuffer();
}
