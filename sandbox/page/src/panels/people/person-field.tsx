import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components';

type Props = TextFieldProps & {
  label: string;
  hint?: string;
  /** What is typed has to have this form, or `rule` says so; nothing at all is fine. */
  wanted?: RegExp;
  rule?: string;
};

/** One thing to know about somebody new. */
export const PersonField = ({ label, hint, wanted, rule, ...props }: Props) => (
  <TextField
    className="field"
    validate={(value) => (!wanted || value === '' || wanted.test(value) ? null : (rule ?? null))}
    {...props}
  >
    <Label>{label}</Label>
    <Input dir="auto" autoComplete="off" />
    {hint && (
      <Text slot="description" className="hint">
        {hint}
      </Text>
    )}
    <FieldError className="field-error" />
  </TextField>
);
