import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from growing the space for new objects, which it does by 100 MB while thousands of files are read: 27,674 files then
 * take 195 MB instead of 310, in the same time. For this process alone, so a library may not do it.
 */
export function saveMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
