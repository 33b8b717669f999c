import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** How sources of a category become one number, in a line. */
export const CATEGORY_RULES: Readonly<Record<string, MessageDescriptor>> = {
  sleep: msg`The first source that tells of stages counts for the whole night. The rest stays visible.`,
  nutrition: msg`The first source with any entry counts for the whole day. The rest stays visible.`,
  body: msg`The first source with a value on the day counts. The rest stays visible.`,
};
export const COMMON_RULE: MessageDescriptor = msg`In each slice of time the first source that has it counts. The rest stays visible.`;

/** Names of the ways by which data comes that are not the source itself. */
export const ROADS: Readonly<Record<string, string>> = {
  apple_health: 'Apple Health',
};
