import type { ChatMessage } from '../../../../wire.ts';
import { ContactIcon, DownIcon } from '../../phone/icons.tsx';

const kilobytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1024))} kB`;

export const DocumentCard = ({ fileName, sizeBytes, url }: NonNullable<ChatMessage['document']>) => (
  <a className="attachment" href={url} download={fileName}>
    <span className="attachment-icon">
      <DownIcon />
    </span>
    <span className="attachment-words">
      <bdi>{fileName}</bdi>
      <small>{kilobytes(sizeBytes)}</small>
    </span>
  </a>
);

export const ContactCard = ({ phoneNumber, firstName }: NonNullable<ChatMessage['contact']>) => (
  <div className="attachment">
    <span className="attachment-icon">
      <ContactIcon />
    </span>
    <span className="attachment-words">
      <bdi>{firstName}</bdi>
      <small>+{phoneNumber.replace(/^\+/, '')}</small>
    </span>
  </div>
);
