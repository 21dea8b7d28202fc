import { language } from './index';

const locale = (): string => (language.value === 'zh' ? 'zh-CN' : 'en');

function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(locale(), options).format(value);
}

/** Figures as people write them; a figure that is missing is a dash. */
export const format = {
  count: (value: number): string => number(value, { maximumFractionDigits: 0 }),
  compact: (value: number): string =>
    value < 10_000 ? number(value) : number(value, { notation: 'compact', maximumFractionDigits: 1 }),
  figure: (value: number): string => number(value, { maximumFractionDigits: 1 }),
  percent: (ratio: number): string =>
    number(ratio, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  /** A difference of ratios, in percentage points. */
  points: (ratio: number): string =>
    `${number(ratio * 100, { signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 })}${language.value === 'zh' ? ' 百分点' : ' pp'}`,
  signed: (value: number, digits = 0): string =>
    number(value, { signDisplay: 'exceptZero', maximumFractionDigits: digits }),
  area: (km2: number): string =>
    `${number(km2, { maximumFractionDigits: km2 < 100 ? 2 : 0 })} km²`,
  distance: (metres: number | null | undefined): string => {
    if (metres === null || metres === undefined) return '–';
    return metres < 1000
      ? `${number(metres, { maximumFractionDigits: 0 })} m`
      : `${number(metres / 1000, { maximumFractionDigits: metres < 10_000 ? 2 : 1 })} km`;
  },
  money: (value: string | number): string =>
    number(Number(value), { style: 'currency', currency: 'CNY', maximumFractionDigits: 0 }),
  /** A moment by the clock of whoever looks. */
  moment: (text: string): string =>
    new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
      new Date(text),
    ),
  coordinate: (degrees: number): string => degrees.toFixed(6),
};
