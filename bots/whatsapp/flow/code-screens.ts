import type { Locale, OpenChallenge } from '@atlas/shared/wire';
import { type Localise, plain, type Text } from '../../dialogue/index.ts';
import { codeFlowName, screens } from './code-flow.ts';

type Asking = Pick<OpenChallenge, 'kind' | 'destination' | 'device'>;

const hintOf = (asking: Asking | null): Text => {
  if (!asking) return { key: 'unavailable' };
  const { kind, destination, device } = asking;
  if (kind === 'totp') return { key: 'flow.hintTotp', values: { device } };
  if (kind === 'backup') return { key: 'flow.hintBackup', values: { device } };
  return { key: 'flow.hintSent', values: { device, destination: destination ?? '' } };
};

/** What a Flow's screens hold, and the message that opens it, in a person's language. */
export const createCodeScreens = ({ localise }: { localise: Localise }) => {
  const say = (locale: Locale, text: Text): string => plain(localise(locale, text));

  const codeData = (locale: Locale, asking: Asking | null, token: string) => ({
    heading: say(locale, { key: 'flow.heading' }),
    hint: say(locale, hintOf(asking)),
    label: say(locale, { key: 'flow.label' }),
    submit: say(locale, { key: 'flow.submit' }),
    token,
  });

  return {
    say,
    /** Null: who asks could not be looked up. With `problem`, a word below the screen about what was typed before. */
    code: (locale: Locale, asking: Asking | null, token: string, problem?: Text) => ({
      screen: screens.code,
      data: {
        ...codeData(locale, asking, token),
        ...(problem ? { error_message: say(locale, problem) } : {}),
      },
    }),
    backupCodes: (locale: Locale, codes: readonly string[]) => ({
      screen: screens.backupCodes,
      data: {
        heading: say(locale, { key: 'flow.keepHeading' }),
        hint: say(locale, { key: 'flow.keepHint' }),
        codes: codes.join('\n'),
        submit: say(locale, { key: 'flow.kept' }),
      },
    }),
    /** Ends the Flow; the parameters come back as a message of the person's. */
    success: (token: string) => ({
      screen: 'SUCCESS',
      data: { extension_message_response: { params: { flow_token: token } } },
    }),
    /** It opens with its first screen at once: no request of the phone's stands before it. */
    message: (locale: Locale, asking: Asking, token: string) => ({
      type: 'interactive',
      interactive: {
        type: 'flow',
        body: { text: say(locale, { key: 'flow.ask', values: { device: asking.device } }) },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_token: token,
            flow_name: codeFlowName,
            flow_cta: say(locale, { key: 'flow.open' }),
            flow_action: 'navigate',
            flow_action_payload: { screen: screens.code, data: codeData(locale, asking, token) },
          },
        },
      },
    }),
  };
};
export type CodeScreens = ReturnType<typeof createCodeScreens>;
