/** What each content of the sheet is told. */
export type StepUpPart = {
  /** It was proved: the request goes on. */
  onDone: () => void;
  /** It won't be proved here: the request fails, quietly. */
  onCancel: () => void;
};
