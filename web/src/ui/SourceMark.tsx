import type { ReactNode } from 'react';

/** Shape is a source; never used for anything else. */
const SHAPES: Readonly<Record<string, ReactNode>> = {
  disc: <circle cx="6" cy="6" r="5" />,
  square: <rect x="1.5" y="1.5" width="9" height="9" rx="1" />,
  ring: (
    <path
      fillRule="evenodd"
      d="M6 .6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 6 .6Zm0 2.6a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z"
    />
  ),
  triangle: <path d="M6 .8 11.6 10.8H.4Z" />,
  diamond: <path d="M6 0 12 6 6 12 0 6Z" />,
  plus: <path d="M4.3.8h3.4v3.5h3.5v3.4H7.7v3.5H4.3V7.7H.8V4.3h3.5Z" />,
  wedge: <path d="M1.5.8 11.2 6 1.5 11.2Z" />,
  hexagon: <path d="M6 .3 11 3.2v5.6L6 11.7 1 8.8V3.2Z" />,
  cross: <path d="M2.6.6 6 4 9.4.6l2 2L8 6l3.4 3.4-2 2L6 8l-3.4 3.4-2-2L4 6 .6 2.6Z" />,
  bars: <path d="M.8 1.5h10.4v3.2H.8Zm0 5.8h10.4v3.2H.8Z" />,
  star: <path d="m6 .4 1.7 3.7 4 .4-3 2.7.9 4L6 9.2l-3.6 2 .9-4-3-2.7 4-.4Z" />,
  pill: <rect x=".5" y="3" width="11" height="6" rx="3" />,
  arch: <path d="M1 11V6a5 5 0 0 1 10 0v5H8V6a2 2 0 0 0-4 0v5Z" />,
  drop: <path d="M6 .4c2.600 3.200 4 5.200 4 7.100a4 4 0 0 1-8 0C2 5.600 3.400 3.600 6 .4Z" />,
};

const SPARE = ['pill', 'arch', 'drop', 'hexagon', 'plus', 'wedge'];

/** The names by which the API marks a source, and the shape each has. */
const BY_MARK: Readonly<Record<string, string>> = {
  watch: 'disc',
  band: 'pill',
  phone: 'square',
  oura: 'ring',
  withings: 'triangle',
  scale: 'triangle',
  whoop: 'diamond',
  google_health: 'plus',
  google_fit: 'plus',
  strava: 'wedge',
  cronometer: 'hexagon',
  fitbit: 'cross',
  apple_health: 'bars',
  by_hand: 'star',
  manual: 'star',
  strap: 'arch',
  chest_strap: 'arch',
  cuff: 'drop',
};

export interface MarkedSource {
  readonly id: string;
  readonly name: string;
  readonly mark: string;
  readonly deviceClass?: string;
}

/** The shape of a source. One that no rule knows gets a spare shape that its id decides, so it keeps it. */
export function shapeOf(source: MarkedSource): string {
  if (source.mark in SHAPES) return source.mark;
  const known = BY_MARK[source.mark] ?? BY_MARK[source.deviceClass ?? ''];
  if (known) return known;
  let sum = 0;
  for (const letter of source.id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return SPARE[sum % SPARE.length] ?? 'pill';
}

export function SourceMark({ source }: { source: MarkedSource }) {
  return <Shape name={shapeOf(source)} />;
}

export function Shape({ name }: { name: string }) {
  return (
    <svg className="mark" viewBox="0 0 12 12" aria-hidden="true">
      {SHAPES[name] ?? SHAPES['disc']}
    </svg>
  );
}

/** The bare shape in a 12 px box, for use inside a drawing. */
export function ShapeBody({ name }: { name: string }) {
  return <g fill="currentColor">{SHAPES[name] ?? SHAPES['disc']}</g>;
}

/** Mark and name on one line. */
export function SourceName({ source, children }: { source: MarkedSource; children?: ReactNode }) {
  return (
    <span className="row">
      <SourceMark source={source} />
      <span className="clip">{children ?? source.name}</span>
    </span>
  );
}
