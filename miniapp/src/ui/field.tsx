import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';

type InputProps = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  | 'type'
  | 'autoComplete'
  | 'inputMode'
  | 'enterKeyHint'
  | 'autoCapitalize'
  | 'spellCheck'
  | 'dir'
  | 'readOnly'
>;

type Props = InputProps & {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with it; read out when it appears. */
  error?: string | undefined;
  hint?: ReactNode;
  /** Beside what is typed, such as the switch that shows a password. */
  after?: ReactNode;
  look?: 'text' | 'code';
  inputRef?: Ref<HTMLInputElement>;
};

/** One thing to type, with its name, its hint and what is wrong with it. */
export const Field = ({ label, value, onChange, error, hint, after, look, inputRef, ...input }: Props) => {
  const id = useId();
  return (
    <div className="field">
      <label className="section-title" htmlFor={id}>
        {label}
      </label>
      <div className="field-box">
        <input
          {...input}
          ref={inputRef}
          id={id}
          className={`field-input${look === 'code' ? ' field-code' : ''}`}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-error${hint ? ` ${id}-hint` : ''}`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        {after}
      </div>
      {/* Always there: a live region that appears together with its words is not read. */}
      <p className="field-error" id={`${id}-error`} role="alert">
        {error}
      </p>
      {hint && (
        <p className="section-footer" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
};
