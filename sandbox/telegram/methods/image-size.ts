export type ImageFacts = { mimeType: string; extension: string; width: number; height: number };

const readPng = (bytes: Buffer): ImageFacts | undefined =>
  bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47
    ? {
        mimeType: 'image/png',
        extension: '.png',
        width: bytes.readUInt32BE(16),
        height: bytes.readUInt32BE(20),
      }
    : undefined;

const readGif = (bytes: Buffer): ImageFacts | undefined =>
  bytes.length >= 10 && bytes.toString('latin1', 0, 4) === 'GIF8'
    ? {
        mimeType: 'image/gif',
        extension: '.gif',
        width: bytes.readUInt16LE(6),
        height: bytes.readUInt16LE(8),
      }
    : undefined;

const readWebp = (bytes: Buffer): ImageFacts | undefined => {
  if (
    bytes.length < 30 ||
    bytes.toString('latin1', 0, 4) !== 'RIFF' ||
    bytes.toString('latin1', 8, 12) !== 'WEBP'
  ) {
    return undefined;
  }
  const kind = bytes.toString('latin1', 12, 16);
  const at = (offset: number) => bytes.readUIntLE(offset, 3);
  const [width, height] =
    kind === 'VP8X'
      ? [at(24) + 1, at(27) + 1]
      : kind === 'VP8L'
        ? [(bytes.readUInt32LE(21) & 0x3fff) + 1, ((bytes.readUInt32LE(21) >> 14) & 0x3fff) + 1]
        : [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
  return { mimeType: 'image/webp', extension: '.webp', width, height };
};

/** Walks the JPEG's segments to its frame header. */
const readJpeg = (bytes: Buffer): ImageFacts | undefined => {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return {
        mimeType: 'image/jpeg',
        extension: '.jpg',
        height: bytes.readUInt16BE(at + 5),
        width: bytes.readUInt16BE(at + 7),
      };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
};

/** What kind of picture the bytes are and how large; undefined when they are none that Telegram takes as a photo. */
export const readImageFacts = (bytes: Buffer): ImageFacts | undefined =>
  readPng(bytes) ?? readJpeg(bytes) ?? readGif(bytes) ?? readWebp(bytes);
