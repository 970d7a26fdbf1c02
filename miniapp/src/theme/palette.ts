import type { MessengerTheme, ThemeColor } from '../messenger/messenger-bridge.ts';
import { black, blend, contrast, readableOn, white } from './contrast.ts';

/** For text of any size. [WCAG 2.2, 1.4.3] */
const textRatio = 4.5;
/** For parts that must be seen to be used: switches, focus rings, borders of fields. [WCAG 2.2, 1.4.11] */
const partRatio = 3;

/** What is left when the gaps are filled; the other colours of a theme only fill them. */
type Name = Exclude<ThemeColor, 'bg' | 'headerBg' | 'sectionSeparator'>;
type Colors = Readonly<Record<Name, string>>;

const light: Colors = {
  text: '#000000',
  hint: '#707579',
  link: '#2a7fd4',
  button: '#2a7fd4',
  buttonText: '#ffffff',
  secondaryBg: '#efeff4',
  accentText: '#2a7fd4',
  sectionBg: '#ffffff',
  sectionHeaderText: '#6d6d71',
  subtitleText: '#707579',
  destructiveText: '#d92d20',
  bottomBarBg: '#ffffff',
};

const dark: Colors = {
  text: '#f5f5f5',
  hint: '#8a9aa9',
  link: '#6ab3f3',
  button: '#3d8ed9',
  buttonText: '#ffffff',
  secondaryBg: '#0e1621',
  accentText: '#6ab3f3',
  sectionBg: '#17212b',
  sectionHeaderText: '#8a9aa9',
  subtitleText: '#8a9aa9',
  destructiveText: '#ff6b6b',
  bottomBarBg: '#17212b',
};

/** What a messenger leaves out is taken from what it gave, before our own colours are. */
const complete = ({ isDark, colors }: MessengerTheme): Colors => {
  const own = isDark ? dark : light;
  const given = (name: Name, ...instead: ThemeColor[]): string =>
    [name, ...instead].map((key) => colors[key]).find((value) => value !== undefined) ?? own[name];
  return {
    text: given('text'),
    hint: given('hint'),
    link: given('link'),
    button: given('button'),
    buttonText: given('buttonText'),
    secondaryBg: given('secondaryBg', 'bg'),
    accentText: given('accentText', 'link'),
    sectionBg: given('sectionBg', 'bg'),
    sectionHeaderText: given('sectionHeaderText', 'hint'),
    subtitleText: given('subtitleText', 'hint'),
    destructiveText: given('destructiveText'),
    bottomBarBg: given('bottomBarBg', 'sectionBg', 'bg'),
  };
};

/** Section and page must differ to be told apart; where a theme gives one colour for both, the page gives way a little. */
const pageColor = ({ secondaryBg, sectionBg }: Colors, text: string): string =>
  contrast(secondaryBg, sectionBg) < 1.03 ? blend(sectionBg, text, 0.08) : secondaryBg;

/**
 * A section under a finger or a pointer: a little nearer to its text, or, where the text could then not be read any
 * more, a little further off.
 */
const pressedColor = (section: string, text: string): string => {
  const [end, opposite] = contrast(black, text) < contrast(white, text) ? [black, white] : [white, black];
  const nearer = blend(section, end, 0.06);
  return contrast(end, nearer) >= textRatio ? nearer : blend(section, opposite, 0.06);
};

export type Palette = Readonly<Record<keyof ReturnType<typeof createPalette>, string>>;

/**
 * The app's colours from the messenger's theme. Themes are made by anybody and may be unreadable: each text colour is
 * moved, as little as needed, until it stands out from the very background that it is used on.
 */
export const createPalette = (theme: MessengerTheme) => {
  const colors = complete(theme);
  const section = colors.sectionBg;
  const pressed = pressedColor(section, readableOn(colors.text, [section], textRatio));
  const onSection = (color: string) => readableOn(color, [section, pressed], textRatio);
  const partOnSection = (color: string) => readableOn(color, [section, pressed], partRatio);
  const textOnSection = onSection(colors.text);
  const page = pageColor(colors, textOnSection);
  const onPage = (color: string) => readableOn(color, [page], textRatio);
  const part = partOnSection(colors.button);
  return {
    page,
    section,
    pressed,
    separator: theme.colors.sectionSeparator ?? blend(section, textOnSection, 0.12),
    textOnPage: onPage(colors.text),
    textOnSection,
    hintOnPage: onPage(colors.hint),
    hintOnSection: onSection(colors.subtitleText),
    headerOnPage: onPage(colors.sectionHeaderText),
    linkOnPage: onPage(colors.link),
    linkOnSection: onSection(colors.accentText),
    destructiveOnSection: onSection(colors.destructiveText),
    destructiveOnPage: onPage(colors.destructiveText),
    // Here the background gives way: white on a little darker blue is still this messenger's button, black is not.
    button: readableOn(colors.button, [colors.buttonText], textRatio),
    buttonText: colors.buttonText,
    /** A filled part on a section: a switch that is on, a chosen radio. */
    partOnSection: part,
    /** The knob of a switch that is on. */
    signOnPart: readableOn(white, [part], partRatio),
    /** An empty part on a section: a switch that is off, the border of a field. */
    quietPartOnSection: partOnSection(colors.hint),
    bottomBar: colors.bottomBarBg,
  };
};
