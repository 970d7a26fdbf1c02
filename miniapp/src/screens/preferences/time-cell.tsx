import { useId, useState } from 'react';

type Props = {
  label: string;
  /** `22:00`. */
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with a time; undefined when nothing is. */
  check?: (value: string) => string | undefined;
};

/** A time of day, typed or picked as the device does it; kept when it is left, so that half a time is never written. */
export const TimeCell = ({ label, value, onChange, check }: Props) => {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const error = typed === undefined ? undefined : check?.(typed);

  const leave = () => {
    if (typed === undefined || error) return;
    setTyped(undefined);
    if (typed !== '' && typed !== value) onChange(typed);
  };
  return (
    <li>
      <label className="cell" htmlFor={id}>
        <span className="cell-text">
          <span className="cell-title">{label}</span>
        </span>
        <input
          id={id}
          type="time"
          className="time-input"
          value={typed ?? value}
          required
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-error`}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={leave}
        />
      </label>
      <p className="field-error time-error" id={`${id}-error`} role="alert">
        {error}
      </p>
    </li>
  );
};
