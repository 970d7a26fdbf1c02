import jsqr from 'jsqr';
import { PNG } from 'pngjs';

const decode = (pixels: Uint8ClampedArray, width: number, height: number): string | null =>
  jsqr.default(pixels, width, height)?.data ?? null;

/** What a QR code in a PNG says; null where there is none to be read. */
export const readQrInPng = (bytes: Buffer): string | null => {
  try {
    const { data, width, height } = PNG.sync.read(bytes);
    return decode(new Uint8ClampedArray(data), width, height);
  } catch {
    return null;
  }
};

const modulePixels = 4;
const maxModules = 200;
const step = /([Mmhvz])\s*(-?[\d.]+)?[\s,]*(-?[\d.]+)?/g;

/** Strokes of one module's thickness, left to right: how QR codes are drawn as SVG. */
const darkModules = (path: string): { x: number; y: number; length: number }[] => {
  const strokes: { x: number; y: number; length: number }[] = [];
  let [x, y] = [0, 0];
  for (const [, command, first = '0', second = '0'] of path.matchAll(step)) {
    if (command === 'M') [x, y] = [Number(first), Number(second)];
    if (command === 'm') [x, y] = [x + Number(first), y + Number(second)];
    if (command === 'h') {
      strokes.push({ x: Math.floor(x), y: Math.floor(y), length: Math.round(Number(first)) });
      x += Number(first);
    }
  }
  return strokes;
};

/** What a QR code drawn as SVG says: by strokes, as the `qrcode` package draws it. Null where there is none. */
export const readQrInSvg = (svg: string): string | null => {
  const [, size = ''] = /viewBox="0 0 (\d+) \d+"/.exec(svg) ?? [];
  const modules = Number(size);
  const path = [...svg.matchAll(/<path[^>]*stroke="[^"]*"[^>]*\sd="([^"]+)"/g)].at(-1)?.[1];
  if (!path || !(modules > 0 && modules <= maxModules)) return null;
  const width = modules * modulePixels;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const { x, y, length } of darkModules(path)) {
    for (let row = y * modulePixels; row < (y + 1) * modulePixels; row += 1) {
      const from = (row * width + x * modulePixels) * 4;
      for (let at = from; at < from + length * modulePixels * 4; at += 4) pixels.fill(0, at, at + 3);
    }
  }
  return decode(pixels, width, width);
};
