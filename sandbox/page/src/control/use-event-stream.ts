import { useEffect, useEffectEvent, useState } from 'react';

export type StreamStatus = 'connecting' | 'open' | 'reconnecting';

const retryMs = 1500;

type Listener<T> = { onOpen?: () => void; onItem: (item: T) => void };

/**
 * Follows a server-sent stream of JSON for as long as the component lives. The browser reconnects by itself after a
 * cut connection but gives up for good after an HTTP error (a proxy's 503 while the server starts): then we open anew.
 */
export const useEventStream = <T>(url: string, { onOpen, onItem }: Listener<T>): StreamStatus => {
  const [status, setStatus] = useState<StreamStatus>('connecting');
  const opened = useEffectEvent(() => onOpen?.());
  const received = useEffectEvent((item: T) => onItem(item));

  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = () => {
      source = new EventSource(url);
      source.onopen = () => {
        setStatus('open');
        opened();
      };
      source.onmessage = ({ data }) => received(JSON.parse(data) as T);
      source.onerror = () => {
        setStatus('reconnecting');
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, retryMs);
      };
    };
    connect();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [url]);

  return status;
};
