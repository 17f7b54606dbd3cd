import { splitUnits, type TextUnit } from '../text/sentences.ts';
import type { ParsedDocument } from '../text/tagged-text.ts';
import type { Passage } from './find-passages.ts';
import { kindOfDocument } from './kind-of-document.ts';
import { findAnswerCues } from './question-cues.ts';
import { findEchoes } from './question-echo.ts';
import { createTermFinder, type Strengths, strengthsIn, type Term } from './question-terms.ts';

/** A sentence or line of a passage with what speaks for it. */
export interface RatedUnit {
  readonly passage: Passage;
  readonly unit: TextUnit;
  /** All units of the document, in order. */
  readonly units: readonly TextUnit[];
  /** The share of the question that it answers, cues included: about 0 to 1.2. */
  readonly score: number;
}

/**
 * A term counts in full where the sentence itself has it, and less the further away it stands: the sentence under a matching heading
 * often leaves the heading's words out. Any steady fall from 1 does as well (tried: steeper and flatter, within 2 points).
 */
const near = { unit: 1, title: 0.8, block: 0.6, titles: 0.5, neighbour: 0.4, address: 0.35, passage: 0.25 };

/** Makes a function that rates the units of a passage for one question. */
export function createUnitRater({
  question,
  terms,
  weights,
}: {
  readonly question: string;
  readonly terms: readonly Term[];
  readonly weights: readonly number[];
}): (passage: Passage) => RatedUnit[] {
  const find = createTermFinder(terms);
  const strengths = (text: string) => strengthsIn(text, find, terms.length);
  const cues = findAnswerCues(question);
  const echoes = findEchoes(question);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Split once for a document and not for each passage: a passage may begin inside a fenced block.
  const split = new Map<ParsedDocument, readonly TextUnit[]>();
  const unitsOf = (document: ParsedDocument) => {
    const units = split.get(document) ?? splitUnits(document.text, { kind: kindOfDocument(document) });
    split.set(document, units);
    return units;
  };
  return (passage) => {
    const { document, start, end, titles } = passage;
    const units = unitsOf(document);
    const inside = units.filter((unit) => unit.start >= start && unit.start < end);
    const textOf = ({ start, end }: TextUnit) => document.text.slice(start, end);
    const isEcho = inside.map((unit) => unit.type !== 'row' && echoes.isIn(textOf(unit)));
    const inUnits = inside.map((unit, index) =>
      strengths(isEcho[index] && standsAlone(unit) ? echoes.remove(textOf(unit)) : textOf(unit)),
    );
    const inBlocks = new Map<number, Strengths>();
    for (const [index, { block }] of inside.entries()) {
      inBlocks.set(block, strongest(inBlocks.get(block), inUnits[index]));
    }
    const around = [
      { share: near.title, held: strengths(titles.at(-1) ?? document.headings ?? '') },
      { share: near.titles, held: strengths(`${titles.join(' ')} ${document.headings ?? ''}`) },
      { share: near.address, held: strengths(document.id) },
    ];
    const passageText = document.text.slice(start, end);
    const inPassage = strengths(passageText);
    const withoutEchoes = isEcho.includes(true) ? strengths(echoes.remove(passageText)) : inPassage;
    return inside.flatMap((unit, index) => {
      if (unit.type === 'heading' || isEcho[index]) return [];
      const places = [
        { share: near.unit, held: inUnits[index] },
        { share: near.block, held: inBlocks.get(unit.block) },
        { share: near.neighbour, held: inBlocks.get(unit.block - 1) },
        { share: near.neighbour, held: inBlocks.get(unit.block + 1) },
        ...around,
        { share: near.passage, held: standsAlone(unit) ? withoutEchoes : inPassage },
      ];
      const said = weights.reduce(
        (sum, weight, term) =>
          sum + weight * Math.max(...places.map(({ share, held }) => share * (held?.[term] ?? 0))),
        0,
      );
      return [{ passage, unit, units, score: said / total + cues.bonus(textOf(unit)) }];
    });
  };
}

/**
 * Whether a question beside it says nothing of it. Running text that asks goes on to answer, as under a title; an item of a list of
 * questions does not, nor does the code of a test.
 */
export function standsAlone({ type }: TextUnit): boolean {
  return type === 'item' || type === 'code';
}

function strongest(a: Strengths | undefined, b: Strengths | undefined): Strengths {
  if (a === undefined || b === undefined) return a ?? b ?? [];
  return a.map((strength, term) => Math.max(strength, b[term] as number));
}
