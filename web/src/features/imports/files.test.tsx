import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { showApp } from '@/app/test-app';

const report = {
  first: '2016-01-03',
  last: '2026-11-18',
  read: 27_313,
  new: 23_821,
  changed: 0,
  unchanged: 3478,
  quarantined: 14,
  skipped: [{ reason: 'duplicate', records: 120 }],
  unmapped: 33,
  perMetric: [
    {
      metric: { code: 'steps', name: 'Steps', hue: 'move' },
      new: 23_821,
      changed: 0,
      unchanged: 3478,
      quarantined: 14,
      first: '2016-01-03',
      last: '2026-11-18',
    },
  ],
  partial: false,
  endsAtByte: null,
  seconds: 12.4,
};

const one = (change: object) => ({
  id: 'i1',
  provider: 'apple_health',
  providerName: 'Apple Health',
  fileName: 'export.zip',
  size: 1_840_000_000,
  state: 'DONE',
  problem: null,
  saidAt: null,
  startedAt: '2026-11-19T15:29:00Z',
  endedAt: '2026-11-19T15:31:00Z',
  undoneAt: null,
  progress: null,
  preview: null,
  months: [],
  report: null,
  canResume: false,
  canUndo: false,
  ...change,
});

const list =
  (...nodes: object[]) =>
  () => ({ imports: { nodes, totalCount: nodes.length, pageInfo: { hasNextPage: false, endCursor: null } } });

const job = (change: object) => ({
  id: 'i1',
  kind: 'import',
  phase: 'match',
  done: 71,
  total: 100,
  fraction: 0.71,
  records: 6_683_092,
  rate: 52_300,
  secondsLeft: 180,
  message: '',
  updatedAt: '2026-11-19T15:30:00Z',
  finished: false,
  ...change,
});

describe('files', () => {
  it('say how to get the first one', async () => {
    showApp('/imports', { Imports: list() });
    expect(await screen.findByText('No file yet')).toBeInTheDocument();
    expect(screen.getByText(/Export All Health Data/)).toBeInTheDocument();
  });

  it('ask before anything is written, and show the import at once when it was said', async () => {
    const user = userEvent.setup();
    const { asked } = showApp('/imports', {
      Imports: list(one({ state: 'PREVIEWED', preview: report })),
      ConfirmImport: () => ({ confirmImport: { __typename: 'ImportAccepted', import: one({ state: 'PREVIEWED' }) } }),
    });
    const preview = within(await screen.findByRole('region', { name: 'Preview of export.zip' }));
    expect(preview.getByText('3 Jan 2016–18 Nov 2026')).toBeInTheDocument();
    expect(preview.getByText(/120 skipped as repetitions/)).toBeInTheDocument();
    await user.click(preview.getByRole('button', { name: 'Import 23\u202f821 records' }));
    expect(await screen.findByRole('region', { name: 'Import of export.zip' })).toBeInTheDocument();
    const confirm = asked.find((a) => a.operation === 'ConfirmImport');
    expect(confirm?.variables).toEqual({ id: 'i1', absentDeletes: false });
  });

  it('show phases, rate and time left of what comes in, the same in page and tray', async () => {
    showApp('/imports', { Imports: list(one({ state: 'RUNNING' })), Jobs: () => ({ jobs: [job({})] }) });
    const running = within(await screen.findByRole('region', { name: 'Import of export.zip' }));
    expect(await running.findByText('about 3 min left')).toBeInTheDocument();
    expect(running.getByRole('progressbar', { name: 'Match' })).toHaveAttribute('aria-valuenow', '71');
    expect(running.getByText('52 300 a second; 6 683 092 done')).toBeInTheDocument();
    const whole = running.getByRole('progressbar', { name: 'The whole import' }).getAttribute('aria-valuenow');
    const tray = within(screen.getByRole('region', { name: 'In progress' }));
    expect(tray.getByRole('progressbar', { name: 'Import' })).toHaveAttribute('aria-valuenow', whole);
  });

  it('go on with one that was cut', async () => {
    const user = userEvent.setup();
    const { asked } = showApp('/imports', {
      Imports: list(one({ state: 'CUT', problem: 'The disk was full.', canResume: true })),
      ResumeImport: () => ({ resumeImport: { __typename: 'ImportAccepted', import: one({ state: 'RUNNING' }) } }),
    });
    expect(await screen.findByText(/The disk was full\./)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    expect(asked.some((a) => a.operation === 'ResumeImport')).toBe(true);
  });

  it('say what an undo takes away before it is done', async () => {
    const user = userEvent.setup();
    const { asked } = showApp('/imports', {
      Imports: list(one({ report, canUndo: true })),
      PreviewUndo: () => ({
        previewUndo: {
          __typename: 'UndoPreview',
          samplesRemoved: 23_821,
          samplesRestored: 0,
          samplesKept: 3478,
          records: 2,
          rawMissing: false,
        },
      }),
      UndoImport: () => ({ undoImport: { __typename: 'ImportAccepted', import: one({ state: 'UNDONE' }) } }),
    });
    await user.click(await screen.findByRole('button', { name: 'Undo export.zip' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Undo this import?' }));
    expect(await dialog.findByText(/23 821 samples are removed, 3 Jan 2016–18 Nov 2026/)).toBeInTheDocument();
    expect(dialog.getByText(/3 478 stay, because another file has them too/)).toBeInTheDocument();
    expect(asked.some((a) => a.operation === 'UndoImport')).toBe(false);
    await user.click(dialog.getByRole('button', { name: 'Undo 23\u202f823 records' }));
    expect(asked.find((a) => a.operation === 'UndoImport')?.variables).toEqual({ id: 'i1', erase: false });
  });
});
