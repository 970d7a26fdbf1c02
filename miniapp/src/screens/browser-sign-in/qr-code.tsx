import { toString as drawQrCode } from 'qrcode';
import { useEffect, useState } from 'react';

/** As an image, whose scripts and links are dead; the page's CSP lets images come as data. */
const imageOf = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** An address for another device to scan. */
export const QrCode = ({ address, alt }: { address: string; alt: string }) => {
  const [svg, setSvg] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    void drawQrCode(address, { type: 'svg', margin: 1 }).then((drawn) => isCurrent && setSvg(drawn));
    return () => {
      isCurrent = false;
    };
  }, [address]);
  return svg ? <img className="setup-qr" src={imageOf(svg)} alt={alt} width="184" height="184" /> : null;
};
