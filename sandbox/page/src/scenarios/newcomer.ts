import { control } from '../control/control-client.ts';
import { type Messenger, refOf, type Someone } from '../panels/people/someone.ts';
import type { Step } from './step.ts';

export const randomDigits = (count: number) =>
  [...crypto.getRandomValues(new Uint8Array(count))].map((byte) => byte % 10).join('');

/** WhatsApp tells no language: the country of a number stands for it. */
const numberIn = (languageCode: string): string => {
  const prefixes: Readonly<Record<string, string>> = { ru: '+7916', zh: '+86138' };
  return `${prefixes[languageCode] ?? '+1202'}${randomDigits(7)}`;
};

const create = async (messenger: Messenger, name: string, languageCode: string): Promise<Someone> => {
  switch (messenger) {
    case 'telegram':
      return { messenger, person: await control.addPerson({ firstName: name, languageCode }) };
    case 'whatsapp':
      return {
        messenger,
        person: await control.whatsapp.addPerson({ name, phone: numberIn(languageCode) }),
      };
    case 'wechat': {
      const locale = languageCode === 'zh' ? 'zh_CN' : languageCode;
      return { messenger, person: await control.wechat.addPerson({ name, locale }) };
    }
  }
};

/** Somebody new takes the phone, so that the story begins at its beginning however often it is told. */
export const newCustomer = (name: string): Step => ({
  words: 'storyNewCustomer',
  act: async ({ take, messenger, languageCode }) => take(refOf(await create(messenger, name, languageCode))),
});
