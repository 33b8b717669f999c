import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { chooseTheme, themeChoice } from '@/lib/theme';
import { Segmented } from '@/ui/Segmented';

/** Light, dark, or as the device has it. Kept in this browser. */
export function Appearance() {
  const { t } = useLingui();
  const [theme, setTheme] = useState(themeChoice);
  return (
    <section className="card card-l">
      <h2 className="t-head">
        <Trans>Appearance</Trans>
      </h2>
      <Segmented
        label={t`Appearance`}
        value={theme}
        onChange={(choice) => {
          chooseTheme(choice);
          setTheme(choice);
        }}
        options={[
          ['system', t`As the device`],
          ['light', t`Light`],
          ['dark', t`Dark`],
        ]}
      />
      <p className="t-cap ink-3" style={{ marginTop: 8 }}>
        <Trans>Kept in this browser only.</Trans>
      </p>
    </section>
  );
}
