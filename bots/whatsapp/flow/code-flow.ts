/** Its name at Meta. A Flow that was published does not change: another content is another name. */
export const codeFlowName = 'atlas_code_1';

export const screens = { code: 'CODE', backupCodes: 'BACKUP_CODES' } as const;

const word = (example: string) => ({ type: 'string', __example__: example });
/** Filled in by the phone. */
const hole = (path: string) => `\${${path}}`;
const text = (type: string, name: string) => ({ type, text: hole(`data.${name}`) });
const column = (...children: object[]) => ({ type: 'SingleColumnLayout', children });

/**
 * Two screens: one to type a code, one that shows the backup codes of a first factor. All words come with each
 * opening, so that it speaks the person's language. The token is typed along, because some phones do not send it
 * themselves. [Flow JSON 7.3]
 */
export const codeFlowJson = {
  version: '7.3',
  data_api_version: '4.0',
  routing_model: { [screens.code]: [screens.backupCodes], [screens.backupCodes]: [] },
  screens: [
    {
      id: screens.code,
      title: 'Atlas',
      data: {
        heading: word('Enter the code'),
        hint: word('It went to a•••@e•••.'),
        label: word('Code'),
        submit: word('Continue'),
        token: word('ey…'),
      },
      layout: column(text('TextHeading', 'heading'), text('TextBody', 'hint'), {
        type: 'Form',
        name: 'form',
        children: [
          {
            type: 'TextInput',
            name: 'code',
            'input-type': 'text',
            required: true,
            label: hole('data.label'),
          },
          {
            type: 'Footer',
            label: hole('data.submit'),
            'on-click-action': {
              name: 'data_exchange',
              payload: { code: hole('form.code'), token: hole('data.token') },
            },
          },
        ],
      }),
    },
    {
      id: screens.backupCodes,
      title: 'Atlas',
      terminal: true,
      success: true,
      data: {
        heading: word('Keep these codes'),
        hint: word('Each is good once.'),
        codes: word('ABCD-EFGH'),
        submit: word('I have kept them'),
      },
      layout: column(text('TextHeading', 'heading'), text('TextBody', 'hint'), text('TextBody', 'codes'), {
        type: 'Footer',
        label: hole('data.submit'),
        'on-click-action': { name: 'complete', payload: {} },
      }),
    },
  ],
} as const;
