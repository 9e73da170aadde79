// Makes a thumbnail with sharp, with the same settings as ours: within 200 x 200, upright, sRGB, no metadata.

import sharp from "sharp";

// No cache: each upload comes only once, so a cache would help a benchmark's repetitions alone.
sharp.cache(false);

const OPTIONS = { jpeg: { quality: 80 }, webp: { quality: 80 }, png: {} };

export function makeThumbnail(content, format) {
  return sharp(content)
    .autoOrient()
    .resize(200, 200, { fit: "inside", withoutEnlargement: true })
    .toFormat(format, OPTIONS[format])
    .toBuffer();
}
