import { loadRepository } from '../../src/load/load-repository.ts';

/** Run as a program: loads the folder that is its argument and prints what came, what was told, and what it took. */
const source = loadRepository(process.argv[2] ?? '.');
const { notices } = await source.describe();
const texts: Record<string, string> = {};
const skipped: Record<string, string> = {};
const details: string[] = [];
for await (const item of source) {
  if (item.type === 'text') texts[item.source] = item.text;
  if (item.type !== 'skipped') continue;
  skipped[item.source] = item.reason;
  details.push(`${item.source}: ${item.detail}`);
}
const megabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ texts, skipped, details, notices, megabytes }));
