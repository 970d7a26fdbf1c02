import type { Clock } from '@atlas/shared/ports';
import { notFound, Refusal } from '../control/refusal.ts';
import type { Storage } from '../storage/storage.ts';
import type { NewWechatPerson, WechatChange, WechatMessage } from '../wire.ts';
import type { Account } from './account.ts';
import { newMessageId, type PushBodies, type Surface } from './callback/push-body.ts';
import type { Pushes } from './callback/pushes.ts';
import type { XmlFields } from './callback/xml.ts';
import type { Codes } from './codes.ts';
import type { MenuStore } from './menu.ts';
import type { Consents } from './messages/consents.ts';
import { type Messages, toWireMessage } from './messages/messages.ts';
import type { Templates } from './messages/templates.ts';
import type { Opening, Windows } from './messages/windows.ts';
import type { People, PersonRow } from './people.ts';
import { type ProfileData, profileDataOf } from './profile-data.ts';

type Deps = {
  storage: Storage;
  clock: Clock;
  account: Account;
  people: People;
  codes: Codes;
  messages: Messages;
  windows: Windows;
  templates: Templates;
  consents: Consents;
  menu: MenuStore;
  pushes: Pushes;
  bodies: PushBodies;
  publish: (person: number, change: WechatChange) => void;
};

const maxTextLength = 2048;

const surfaceOf = ({ follows }: PersonRow): Surface => (follows ? 'official-account' : 'mini-program');

export type Deeds = ReturnType<typeof createDeeds>;

/** What people do in WeChat: each deed changes what WeChat knows and tells the developer, together or not at all. */
export const createDeeds = (deps: Deps) => {
  const { storage, clock, account, people, codes, messages, windows, templates, consents, menu } = deps;
  const { pushes, bodies, publish } = deps;

  const getPerson = (openid: string): PersonRow => {
    const person = people.find(openid);
    if (!person) throw notFound('person');
    return person;
  };
  const getUnblocked = (openid: string): PersonRow => {
    const person = getPerson(openid);
    if (person.blocked)
      throw new Refusal(409, 'account_blocked', 'They blocked the account: unblock it first.');
    return person;
  };
  const getFollower = (openid: string): PersonRow => {
    const person = getUnblocked(openid);
    if (!person.follows) throw new Refusal(409, 'not_following', 'They do not follow the account.');
    return person;
  };
  const getTemplate = (templateId: string) => {
    const template = templates.find(templateId);
    if (!template) throw notFound('template');
    return template;
  };

  const tell = (
    person: PersonRow,
    event: string,
    {
      fields,
      surface = 'official-account',
      opens,
    }: { fields?: XmlFields; surface?: Surface; opens?: Opening } = {},
  ): void =>
    storage.transaction(() => {
      if (opens) windows.open(person.number, opens);
      pushes.add(person.number, bodies.event(person, surface, event, fields));
    });

  const say = (person: PersonRow, text: string, menuId?: string): WechatMessage => {
    const id = newMessageId();
    const message = storage.transaction(() => {
      const added = messages.add({
        ...{ id, person: person.number, sender: 'user', at: clock().getTime() },
        content: { text },
      });
      windows.open(person.number, 'message');
      pushes.add(person.number, bodies.text(person, surfaceOf(person), { id, text, menuId }));
      return toWireMessage(added);
    });
    publish(person.number, { change: 'message', message });
    return message;
  };

  return {
    getPerson,
    join: (person: NewWechatPerson): PersonRow => {
      const created = people.create(person);
      if (!created) throw new Refusal(409, 'phone_taken', 'Somebody has that phone.');
      return created;
    },
    chat: (openid: string): WechatMessage[] => messages.list(getPerson(openid).number).map(toWireMessage),
    write: (openid: string, text: string): WechatMessage => {
      const body = text.trim();
      if (!body) throw new Refusal(422, 'invalid_request', 'A message needs text.');
      if (body.length > maxTextLength)
        throw new Refusal(422, 'invalid_request', `A message has ${maxTextLength} characters at the most.`);
      return say(getUnblocked(openid), body);
    },
    /** A line of a menu in a message: its words are sent as the person's own. */
    choose: (openid: string, messageId: string, menuId: string): WechatMessage => {
      const person = getUnblocked(openid);
      const message = messages.find(messageId);
      const item = message?.content.menu?.items.find(({ id }) => id === menuId);
      if (message?.person !== person.number || !item) throw notFound('line in that message');
      return say(person, item.text, menuId);
    },
    /** A button of the menu below the chat. */
    click: (openid: string, key: string): void => {
      const person = getFollower(openid);
      if (!menu.hasKey(key)) throw notFound('button in the menu');
      tell(person, 'CLICK', { fields: { EventKey: key }, opens: 'event' });
    },
    view: (openid: string, url: string): void =>
      tell(getFollower(openid), 'VIEW', { fields: { EventKey: url } }),
    /** The account's code with a scene in it: who doesn't follow yet, follows by it. */
    scan: (openid: string, scene: string): void => {
      const person = getUnblocked(openid);
      const ticket = { Ticket: Buffer.from(`ticket:${scene}`).toString('base64') };
      storage.transaction(() => {
        people.setFollows(person.number, true);
        if (person.follows) tell(person, 'SCAN', { fields: { EventKey: scene, ...ticket }, opens: 'event' });
        else
          tell(person, 'subscribe', { fields: { EventKey: `qrscene_${scene}`, ...ticket }, opens: 'event' });
      });
    },
    /** The customer service of the mini program is opened. */
    enter: (openid: string, sessionFrom: string): void =>
      tell(getUnblocked(openid), 'user_enter_tempsession', {
        fields: { SessionFrom: sessionFrom },
        surface: 'mini-program',
        opens: 'enter',
      }),
    follow: (openid: string): void => {
      const person = getPerson(openid);
      if (person.follows) return;
      storage.transaction(() => {
        people.setFollows(person.number, true);
        tell(person, 'subscribe', { fields: { EventKey: '' }, opens: 'event' });
      });
    },
    unfollow: (openid: string): void => {
      const person = getPerson(openid);
      if (!person.follows) return;
      storage.transaction(() => {
        people.setFollows(person.number, false);
        windows.closeAll(person.number);
        tell(person, 'unsubscribe', { fields: { EventKey: '' } });
      });
    },
    block: (openid: string): void => people.setBlocked(getPerson(openid).number, true),
    unblock: (openid: string): void => people.setBlocked(getPerson(openid).number, false),
    /** `wx.login`: the session key that the code is changed for is another than before. */
    loginCode: (openid: string): string => {
      const { number } = getPerson(openid);
      return storage.transaction(() => {
        people.renewSessionKey(number);
        return codes.make('login', number);
      });
    },
    /** The button that hands out the phone number. */
    phoneCode: (openid: string): string => {
      const { number, phone } = getPerson(openid);
      if (phone === null) throw new Refusal(409, 'phone_absent', 'They have no phone to share.');
      return codes.make('phone', number);
    },
    /** A web page of the official account asks who they are; `snapshot` is somebody who only looks. */
    oauthCode: (openid: string, detail: { scope: string; snapshot: boolean }): string =>
      codes.make('oauth', getPerson(openid).number, detail),
    profileData: (openid: string): ProfileData => {
      const person = getPerson(openid);
      const { session_key } = person;
      if (session_key === null)
        throw new Refusal(409, 'login_absent', 'They did not sign in yet: call login-code.');
      return profileDataOf({ ...person, session_key }, { appId: account.appId, nowMs: clock().getTime() });
    },
    /** Taps on `wx.requestSubscribeMessage`: each one allowed lets one message come. */
    answerSubscribe: (
      openid: string,
      { templateId, count, accept }: { templateId: string; count: number; accept: boolean },
    ): void => {
      const person = getPerson(openid);
      getTemplate(templateId);
      const item = {
        TemplateId: templateId,
        SubscribeStatusString: accept ? 'accept' : 'reject',
        PopupScene: '0',
      };
      storage.transaction(() => {
        if (accept) consents.add(person.number, templateId, count);
        // Nobody taps twice within a second: they tapped in the seconds before.
        for (let earlier = count - 1; earlier >= 0; earlier -= 1) {
          const body = bodies.subscribeEvent(person, 'subscribe_msg_popup_event', [item]);
          const CreateTime = Number(body.fields.CreateTime) - earlier;
          pushes.add(person.number, { ...body, fields: { ...body.fields, CreateTime } });
        }
      });
    },
    /** In the mini program's settings they refuse what they had allowed. */
    withdrawSubscribe: (openid: string, templateId: string): void => {
      const person = getPerson(openid);
      getTemplate(templateId);
      const item = { TemplateId: templateId, SubscribeStatusString: 'reject' };
      storage.transaction(() => {
        consents.withdraw(person.number, templateId);
        pushes.add(person.number, bodies.subscribeEvent(person, 'subscribe_msg_change_event', [item]));
      });
    },
    consents: (openid: string) => consents.list(getPerson(openid).number),
  };
};
