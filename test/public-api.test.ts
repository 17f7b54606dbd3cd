import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as api from '../src/index.ts';
import * as lancedb from '../src/lancedb.ts';
import { scanImports } from './helpers/scan-imports.ts';

test('the package exports these names and no others', () => {
  expect(Object.keys(api).sort()).toEqual([
    'QuireError',
    'answerFromShards',
    'answerQuestion',
    'answerQuestions',
    'arrivalNames',
    'compareStrategies',
    'createBudget',
    'estimateCost',
    'extractiveModel',
    'fileLedger',
    'folderCache',
    'formatComparison',
    'formatCost',
    'formatSegments',
    'formatSkipped',
    'indexSources',
    'keepWarm',
    'load',
    'loadMedia',
    'loadPdf',
    'loadPriceCards',
    'loadRepository',
    'loadText',
    'parsePriceCards',
    'parseQuestions',
    'prepareContext',
    'prepareShards',
    'prepareStoredContext',
    'priceCards',
    'repriceComparison',
    'repriceLedger',
    'resolveModel',
    'searchContext',
    'strategyNames',
    'streamAnswer',
    'summarizeLedger',
  ]);
});

test('quire-qa/lancedb exports its store alone', () => {
  expect(Object.keys(lancedb)).toEqual(['lanceDbStore']);
});

test('every exported function and class says in a doc comment what it is for', () => {
  for (const name of Object.keys(api)) {
    expect.soft(findDocComment(name, readSourceOf(name)), name).toMatch(/[A-Z].{20,}\./s);
  }
});

test('the check of doc comments sees a missing one', () => {
  expect(findDocComment('a', '/** Reads a. */\nexport const b = 1;\nexport function a() {}')).toBe('');
  expect(findDocComment('a', '/** Reads a. */\nexport async function a() {}')).toBe('/** Reads a. */');
  expect(findDocComment('a', 'export function ab() {}')).toBeUndefined();
});

/** The doc comment right above an export, '' when there is none, `undefined` when the export is not there. */
function findDocComment(name: string, code: string): string | undefined {
  const declaration = new RegExp(
    `((?:/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?)export (?:async )?(?:function\\*?|class|const) ${name}\\b`,
  );
  return declaration.exec(code)?.[1]?.trim();
}

function readSourceOf(name: string): string {
  const index = new URL('../src/index.ts', import.meta.url);
  const from = scanImports(readFileSync(index, 'utf8')).find(({ names }) => names.includes(name));
  return readFileSync(new URL(from?.specifier ?? '', index), 'utf8');
}
