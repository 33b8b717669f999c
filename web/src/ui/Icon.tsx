import type { ReactNode } from 'react';

/** 20 px box, 1.6 px line, round ends. Decorative: the words stand beside it or in the button's label. */
const ICONS = {
  today: <path d="M2.5 15.5h15M5 15.5a5 5 0 0 1 10 0M10 4.5v2.2M3.9 8.2l1.5 1.5M16.1 8.2l-1.5 1.5" />,
  explore: (
    <>
      <circle cx="10" cy="10" r="7.2" />
      <path d="m12.9 7.1-1.7 4.1-4.1 1.7 1.7-4.1z" />
    </>
  ),
  files: <path d="M5 2.8h6.5L15.5 7v10.2H5zM11.5 2.8V7h4" />,
  you: (
    <>
      <circle cx="10" cy="7" r="3.2" />
      <path d="M3.5 17c.8-3.4 3.4-5 6.5-5s5.7 1.6 6.5 5" />
    </>
  ),
  left: <path d="m12 4.5-5.5 5.5 5.5 5.5" />,
  right: <path d="m8 4.5 5.5 5.5-5.5 5.5" />,
  up: <path d="m5 12 5-5 5 5" />,
  down: <path d="m5 8 5 5 5-5" />,
  top: <path d="M4.5 4h11M10 17V8M6 12l4-4 4 4" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  check: <path d="m4 10.5 4 4 8-9" />,
  download: <path d="M10 3v9M6 8.5l4 4 4-4M3.5 16.5h13" />,
  undo: <path d="M7 4 3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H8" />,
  search: (
    <>
      <circle cx="9" cy="9" r="5.5" />
      <path d="m13.2 13.2 3.8 3.8" />
    </>
  ),
  table: (
    <>
      <rect x="3" y="4" width="14" height="12" rx="2" />
      <path d="M3 8h14M8 8v8" />
    </>
  ),
  clock: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.2l2.7 1.6" />
    </>
  ),
  warn: <path d="M10 3.2 18 16.8H2ZM10 8v4M10 14.3v.2" />,
  plus: <path d="M10 4v12M4 10h12" />,
  never: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="m5 5 10 10" />
    </>
  ),
  grip: (
    <g fill="currentColor" stroke="none">
      <circle cx="7.5" cy="5" r="1.3" />
      <circle cx="12.5" cy="5" r="1.3" />
      <circle cx="7.5" cy="10" r="1.3" />
      <circle cx="12.5" cy="10" r="1.3" />
      <circle cx="7.5" cy="15" r="1.3" />
      <circle cx="12.5" cy="15" r="1.3" />
    </g>
  ),
  more: (
    <g fill="currentColor" stroke="none">
      <circle cx="4.5" cy="10" r="1.4" />
      <circle cx="10" cy="10" r="1.4" />
      <circle cx="15.5" cy="10" r="1.4" />
    </g>
  ),
  sleep: <path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z" />,
  activity: <path d="M3 16V9.5M7.7 16V6M12.3 16v-4.5M17 16V4" />,
  heart: <path d="M10 16.5C5.5 13.2 3 10.6 3 7.7A3.7 3.7 0 0 1 10 6a3.7 3.7 0 0 1 7 1.7c0 2.9-2.5 5.5-7 8.8Z" />,
  vitals: <path d="M2.5 10h2.7l1.8-5 3 10.5 2.3-7 1.3 1.5h3.9" />,
  body: (
    <>
      <rect x="3" y="3" width="14" height="14" rx="3.5" />
      <path d="M6.5 8.5a4.6 4.6 0 0 1 7 0L10 11.5z" />
    </>
  ),
  nutrition: <path d="M3 9.5h14a7 7 0 0 1-14 0ZM7 6.5c0-1.5 1.5-1.5 1.5-3M11.5 6.5c0-1.5 1.5-1.5 1.5-3" />,
  mood: (
    <>
      <path d="M10 3a7 7 0 1 0 7 7M10 6.5a3.5 3.5 0 1 0 3.500 3.500" />
      <circle cx="14.5" cy="5.5" r="1" />
    </>
  ),
  cycle: <path d="M10 3.5a6.5 6.5 0 1 1-6.200 4.600M3.500 4v4.200h4.200" />,
  glucose: <path d="M10 3c3 3.800 4.800 6.300 4.800 8.800a4.800 4.800 0 0 1-9.600 0C5.200 9.300 7 6.800 10 3Z" />,
  workout: <path d="M3 10h2M15 10h2M5.500 6.500v7M14.500 6.500v7M7.500 10h5" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof ICONS;

export function Icon({ name, small = false, hue = false }: { name: IconName; small?: boolean; hue?: boolean }) {
  return (
    <svg className={`ico${small ? ' ico-s' : ''}${hue ? ' ico-hue' : ''}`} viewBox="0 0 20 20" aria-hidden="true">
      {ICONS[name]}
    </svg>
  );
}

/** The icon of a category, or of a metric that people know by its own. */
export function iconOf(category: string, code = ''): IconName {
  if (/^hrv|blood_pressure|respirat|oxygen/.test(code)) return 'vitals';
  if (/heart_rate|pulse/.test(code)) return 'heart';
  if (category === 'vitals') return 'vitals';
  return category in ICONS ? (category as IconName) : 'activity';
}

/** The mark of Salus: a bowl with a serpent's neck. */
export function Logo() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3 12.5h18a9 9 0 0 1-6.2 8.5H9.2A9 9 0 0 1 3 12.5Z" fill="currentColor" />
      <path
        d="M12 12.5c0-3.6 4.6-3.2 4.6-6.2 0-2.6-3.6-3.4-5.3-1.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
