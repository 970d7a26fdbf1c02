import type { MessengerTheme, ThemeColor } from '../messenger/messenger-bridge.ts';
import { blend, contrast, readableOn } from './contrast.ts';

/** For text of any size. [WCAG 2.2, 1.4.3] */
const textRatio = 4.5;
/** For parts that must be seen to be used: switches, focus rings, borders of fields. [WCAG 2.2, 1.4.11] */
const partRatio = 3;

type Colors = Readonly<Record<ThemeColor, string>>;

const light: Colors = {
  bg: '#ffffff',
  text: '#000000',
  hint: '#707579',
  link: '#2a7fd4',
  button: '#2a7fd4',
  buttonText: '#ffffff',
  secondaryBg: '#efeff4',
  headerBg: '#efeff4',
  accentText: '#2a7fd4',
  sectionBg: '#ffffff',
  sectionHeaderText: '#6d6d71',
  subtitleText: '#707579',
  destructiveText: '#d92d20',
  sectionSeparator: '#dcdce0',
  bottomBarBg: '#ffffff',
};

const dark: Colors = {
  bg: '#17212b',
  text: '#f5f5f5',
  hint: '#8a9aa9',
  link: '#6ab3f3',
  button: '#3d8ed9',
  buttonText: '#ffffff',
  secondaryBg: '#0e1621',
  headerBg: '#0e1621',
  accentText: '#6ab3f3',
  sectionBg: '#17212b',
  sectionHeaderText: '#8a9aa9',
  subtitleText: '#8a9aa9',
  destructiveText: '#ff6b6b',
  sectionSeparator: '#243240',
  bottomBarBg: '#17212b',
};

/** What a messenger leaves out is taken from what it gave, before our own colours are. */
const complete = ({ isDark, colors }: MessengerTheme): Colors => {
  const own = isDark ? dark : light;
  const given = <Name extends ThemeColor>(name: Name, ...instead: ThemeColor[]): string =>
    [name, ...instead].map((key) => colors[key]).find((value) => value !== undefined) ?? own[name];
  return {
    bg: given('bg'),
    text: given('text'),
    hint: given('hint'),
    link: given('link'),
    button: given('button'),
    buttonText: given('buttonText'),
    secondaryBg: given('secondaryBg', 'bg'),
    headerBg: given('headerBg', 'secondaryBg', 'bg'),
    accentText: given('accentText', 'link'),
    sectionBg: given('sectionBg', 'bg'),
    sectionHeaderText: given('sectionHeaderText', 'hint'),
    subtitleText: given('subtitleText', 'hint'),
    destructiveText: given('destructiveText'),
    sectionSeparator: colors.sectionSeparator ?? blend(given('sectionBg', 'bg'), given('text'), 0.12),
    bottomBarBg: given('bottomBarBg', 'sectionBg', 'bg'),
  };
};

/** Section and page must differ to be told apart; where a theme gives one colour for both, the page gives way a little. */
const pageColor = ({ secondaryBg, sectionBg, text }: Colors): string =>
  contrast(secondaryBg, sectionBg) < 1.03 ? blend(sectionBg, text, 0.06) : secondaryBg;

export type Palette = Readonly<Record<keyof ReturnType<typeof createPalette>, string>>;

/**
 * The app's colours from the messenger's theme. Themes are made by anybody and may be unreadable: each text colour is
 * moved, as little as needed, until it stands out from the very background that it is used on.
 */
export const createPalette = (theme: MessengerTheme) => {
  const colors = complete(theme);
  const page = pageColor(colors);
  const section = colors.sectionBg;
  const onPage = (color: string) => readableOn(color, page, textRatio);
  const onSection = (color: string) => readableOn(color, section, textRatio);
  return {
    page,
    section,
    separator: colors.sectionSeparator,
    textOnPage: onPage(colors.text),
    textOnSection: onSection(colors.text),
    hintOnPage: onPage(colors.hint),
    hintOnSection: onSection(colors.subtitleText),
    headerOnPage: onPage(colors.sectionHeaderText),
    linkOnPage: onPage(colors.link),
    linkOnSection: onSection(colors.accentText),
    destructiveOnSection: onSection(colors.destructiveText),
    destructiveOnPage: onPage(colors.destructiveText),
    button: colors.button,
    buttonText: readableOn(colors.buttonText, colors.button, textRatio),
    /** A filled part on a section: a switch that is on, a chosen radio. */
    partOnSection: readableOn(colors.button, section, partRatio),
    /** An empty part on a section: a switch that is off, the border of a field. */
    quietPartOnSection: readableOn(colors.hint, section, partRatio),
    bottomBar: colors.bottomBarBg,
  };
};
