import { createHmac } from 'node:crypto';
import type { Clock } from '@atlas/shared/ports';
import { type Request, Router } from 'express';
import type { Account } from '../account.ts';
import { isSameText } from '../callback/crypto.ts';
import type { Codes } from '../codes.ts';
import type { People, PersonRow } from '../people.ts';
import { phoneInfo } from '../profile-data.ts';
import { WechatError } from '../wechat-error.ts';
import { jsonOf, parameter, textOf } from './call.ts';
import type { Faulty } from './faulty.ts';

type Deps = { account: Account; people: People; codes: Codes; clock: Clock; faulty: Faulty };

/** Who a call about a session is for: it is signed with the session key. @throws WechatError */
const signedFor = (people: People, req: Request): PersonRow => {
  const person = people.find(parameter(req, 'openid'));
  if (!person) throw new WechatError(40003);
  if (person.session_key === null) throw new WechatError(87007);
  if (parameter(req, 'sig_method') !== 'hmac_sha256') throw new WechatError(87008);
  const expected = createHmac('sha256', person.session_key).update('').digest('hex');
  if (!isSameText(parameter(req, 'signature'), expected)) throw new WechatError(87009);
  return person;
};

/** Phone numbers and sessions of people. Behind the access token. */
export const personRoutes = ({ account, people, codes, clock, faulty }: Deps): Router =>
  Router()
    .all('/wxa/business/getuserphonenumber', faulty(), (req, res) => {
      const code = textOf(jsonOf(req).code);
      const person = people.byNumber(codes.use('phone', code, { used: 40029 }).person);
      if (!person || person.phone === null) throw new WechatError(40029);
      const watermark = { timestamp: Math.floor(clock().getTime() / 1000), appid: account.appId };
      res.json({ errcode: 0, errmsg: 'ok', phone_info: { ...phoneInfo(person.phone), watermark } });
    })
    .get('/wxa/checksession', (req, res) => {
      signedFor(people, req);
      res.json({ errcode: 0, errmsg: 'ok' });
    })
    .get('/wxa/resetusersessionkey', (req, res) => {
      const { openid, number } = signedFor(people, req);
      res.json({ errcode: 0, errmsg: 'ok', openid, session_key: people.renewSessionKey(number) });
    });
