import { ContactIcon, DownIcon } from './icons.tsx';

const kilobytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1024))} kB`;

type Document = { fileName: string; sizeBytes: number; url?: string };

/** A file in a chat; fetched from its address where it has one. */
export const DocumentCard = ({ fileName, sizeBytes, url }: Document) => {
  const card = (
    <>
      <span className="attachment-icon">
        <DownIcon />
      </span>
      <span className="attachment-words">
        <bdi>{fileName}</bdi>
        <small>{kilobytes(sizeBytes)}</small>
      </span>
    </>
  );
  if (url === undefined) return <div className="attachment">{card}</div>;
  return (
    <a className="attachment" href={url} download={fileName}>
      {card}
    </a>
  );
};

export const ContactCard = ({ name, phone }: { name: string; phone: string }) => (
  <div className="attachment">
    <span className="attachment-icon">
      <ContactIcon />
    </span>
    <span className="attachment-words">
      <bdi>{name}</bdi>
      <small>+{phone.replace(/^\+/, '')}</small>
    </span>
  </div>
);
