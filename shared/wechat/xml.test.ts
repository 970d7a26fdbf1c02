import { describe, expect, it } from 'vitest';
import { parseXml, writeXml } from './xml.ts';

describe('parseXml', () => {
  it('reads CDATA and text alike, what is inside an element, and several of one name', () => {
    expect(
      parseXml(
        '<xml> <A><![CDATA[<1>]]></A><B>a &amp; &#x4e2d;</B><C/>\n<L><I><N>1</N></I><I><N>2</N></I></L></xml>',
      ),
    ).toEqual({ A: '<1>', B: 'a & 中', C: '', L: { I: [{ N: '1' }, { N: '2' }] } });
  });

  it('takes names that JavaScript gives a meaning to as names', () => {
    const read = parseXml('<xml><__proto__><polluted>1</polluted></__proto__></xml>');
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ['a document type', '<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>', 'a document type'],
    ['an external entity', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>', 'a document type'],
    ['an entity that nobody declared', '<xml><A>&a;</A></xml>', 'not well-formed'],
    ['a processing instruction', '<xml><?php 1?></xml>', 'a processing instruction'],
    ['half a document', '<xml><A>', 'not well-formed'],
    ['two roots', '<xml><A/></xml><xml><B/></xml>', 'not well-formed'],
    ['another root', '<html><A/></html>', 'no <xml>'],
    ['no element inside', '<xml>text</xml>', 'no <xml>'],
    ['nothing', '', 'not well-formed'],
    ['what is nested deep', `${'<xml>'.repeat(9)}${'</xml>'.repeat(9)}`, 'too deep'],
    ['what is long', `<xml><A>${'x'.repeat(65_536)}</A></xml>`, 'too long'],
  ])('refuses %s', (_, document, why) => {
    expect(() => parseXml(document)).toThrow(why);
  });
});

describe('writeXml', () => {
  it('writes what reads again as it was, less what no XML can hold', () => {
    expect(parseXml(writeXml({ A: ']]>]]>', B: 7, C: { D: ['1', '2'] }, E: 'a\u0000\ud800b' }))).toEqual({
      ...{ A: ']]>]]>', B: '7', C: { D: ['1', '2'] }, E: 'ab' },
    });
  });

  it('refuses a name that would become markup', () => {
    expect(() => writeXml({ 'A><B': 'x' })).toThrow(RangeError);
  });
});
