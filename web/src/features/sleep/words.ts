import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { Row } from '@/charts/stages';

export const STAGE_NAMES: Readonly<Record<Row, MessageDescriptor>> = {
  awake: msg`Awake`,
  rem: msg`REM`,
  light: msg`Light`,
  deep: msg`Deep`,
};
/** What `/min` says in words. */
export const PER_MINUTE: MessageDescriptor = msg`per min`;
export const STAGE_UNKNOWN: MessageDescriptor = msg`Stage unknown`;

/** Short names of the lanes, in the order in which they stand; two that mean the same share a lane. */
export const LANES: readonly {
  readonly codes: readonly string[];
  readonly name: MessageDescriptor;
  readonly height: number;
}[] = [
  { codes: ['heart_rate'], name: msg`Heart`, height: 106 },
  { codes: ['hrv_rmssd', 'hrv_sdnn'], name: msg`HRV`, height: 96 },
  { codes: ['respiratory_rate'], name: msg`Breath`, height: 60 },
  { codes: ['skin_temperature', 'skin_temperature_deviation'], name: msg`Skin`, height: 60 },
  { codes: ['spo2'], name: msg`Oxygen`, height: 60 },
];
