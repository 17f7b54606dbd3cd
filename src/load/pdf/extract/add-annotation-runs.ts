import type { Box, TextRun } from '../page-layout.ts';
import { boxOf, type Matrix } from './matrix.ts';
import type { Annotation } from './read-annotations.ts';
import type { PaintedText } from './read-painted-text.ts';

/**
 * A page's runs with what its annotations show as text, at their places: the values of form fields, text boxes, the text on
 * stamps and signatures. Notes, which open with a click, come below the page's last line.
 */
export function addAnnotationRuns(
  { runs, painted }: { readonly runs: readonly TextRun[]; readonly painted: readonly PaintedText[] },
  annotations: readonly Annotation[],
  transform: Matrix,
  { height }: { readonly height: number },
): readonly TextRun[] {
  const fields = annotations
    .filter(({ subtype }) => subtype === 'Widget')
    .map(({ rect }) => boxOf(transform, rect));
  const added: TextRun[] = [];
  const beside = new Map<TextRun, FieldRun[]>();
  for (const annotation of annotations) {
    const lines = linesOf(annotation);
    if (lines === undefined) {
      if (isDrawn(annotation)) added.push(...drawnRuns(annotation, painted));
      continue;
    }
    const placed = placeLines(lines, boxOf(transform, annotation.rect), annotation);
    const field =
      annotation.subtype === 'Widget' ? besideLabel(placed, annotation, { runs, fields }) : undefined;
    if (field === undefined) added.push(...placed);
    else beside.set(field.label, [...(beside.get(field.label) ?? []), field]);
  }
  const notes = annotations
    .flatMap((annotation) => noteOf(annotation) ?? [])
    .map((note, index) =>
      toRun(`[Note: ${note}]`, { x: noteSize, y: height + 1.5 * noteSize * (index + 1), size: noteSize }),
    );
  const withFields = runs.flatMap((run) => {
    const labelled = beside.get(run) ?? [];
    const at = (side: FieldRun['side']) =>
      labelled.filter((field) => field.side === side).map((field) => field.run);
    return [...at('before'), run, ...at('behind')];
  });
  return [...withFields, ...added, ...notes];
}

/** Whether the text that it shows is in its drawing alone. */
export function isDrawn(annotation: Annotation): boolean {
  const { subtype, hasAppearance, fieldType, checkBox, radioButton } = annotation;
  if (!hasAppearance) return false;
  if (subtype === 'Widget') return fieldType === 'Sig' || (fieldType === 'Btn' && !checkBox && !radioButton);
  return drawnTypes.has(subtype);
}

const drawnTypes = new Set(['Stamp', 'Line', 'Redact', 'Square', 'Circle', 'Polygon', 'PolyLine', 'Ink']);
const noteSize = 10;

/** The lines of a field or a text box; undefined when its text is drawn, or when it has none. */
function linesOf(annotation: Annotation): readonly string[] | undefined {
  const { subtype, fieldType, fieldValue, textContent, contentsObj } = annotation;
  if (subtype === 'FreeText') return textContent ?? contentsObj?.str.split(lineBreak);
  if (subtype !== 'Widget' || annotation.password) return undefined;
  if (fieldType === 'Ch') return [chosen(annotation).join(', ')];
  if (fieldType === 'Btn' && (annotation.checkBox || annotation.radioButton))
    return [isOn(annotation) ? '☒' : '☐'];
  if (fieldType !== 'Tx' || typeof fieldValue !== 'string') return undefined;
  // As its drawing breaks it, unless that is of an older value.
  const drawn = textContent?.join('').replace(/\s/g, '');
  return textContent && drawn === fieldValue.replace(/\s/g, '') ? textContent : fieldValue.split(lineBreak);
}

const lineBreak = /\r\n?|\n/;

function isOn({ fieldValue, exportValue, buttonValue, radioButton }: Annotation): boolean {
  const on = radioButton ? buttonValue : exportValue;
  return typeof fieldValue === 'string' && fieldValue !== 'Off' && fieldValue === on;
}

function chosen({ fieldValue, options = [] }: Annotation): readonly string[] {
  const values: readonly unknown[] = Array.isArray(fieldValue) ? fieldValue : [fieldValue];
  return values
    .map((value) => options.find(({ exportValue }) => exportValue === value)?.displayValue ?? value)
    .filter((value) => typeof value === 'string');
}

/** The comment of a note or of marked words; that of a review's state is none. */
function noteOf({ subtype, contentsObj, stateModel }: Annotation): string | undefined {
  if (!notedTypes.has(subtype) || stateModel) return undefined;
  return contentsObj?.str.replace(/\s+/g, ' ').trim() || undefined;
}

const notedTypes = new Set(['Text', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Caret']);

function drawnRuns({ id }: Annotation, painted: readonly PaintedText[]): readonly TextRun[] {
  return painted
    .filter((piece) => piece.annotation === id && piece.text.trim() !== '')
    .map(({ text, x, y, width, size, angle, font }) => ({
      text,
      x,
      y,
      width,
      size: size || 1,
      angle,
      direction: 'ltr',
      font,
    }));
}

/** Lines of a box from its top; a single one in its middle, as it is drawn. */
function placeLines(
  lines: readonly string[],
  { left, top, right, bottom }: Box,
  { defaultAppearanceData, multiLine, subtype }: Annotation,
): readonly TextRun[] {
  const height = bottom - top;
  // 12 points fill the box of a line in most forms; 0 stands for a size that fits.
  const asked = defaultAppearanceData?.fontSize || 12;
  const size = Math.max(1, Math.min(asked, (0.8 * height) / lines.length));
  const isFromTop = lines.length > 1 || multiLine || subtype === 'FreeText';
  const leading = Math.min(1.2 * size, height / lines.length);
  const first = isFromTop ? top + size : (top + bottom) / 2 + 0.35 * size;
  return lines.flatMap((line, index) => {
    const text = line.trim();
    // Nobody knows the widths of the field's font here; half an em is that of an average letter.
    const width = Math.min(right - left, 0.5 * size * text.length);
    return text === '' ? [] : [toRun(text, { x: left + 2, y: first + index * leading, size, width })];
  });
}

/** A field's value beside the run that is its label. */
interface FieldRun {
  readonly run: TextRun;
  readonly label: TextRun;
  readonly side: 'before' | 'behind';
}

/**
 * A value goes right behind the label on its left, in place and in order: labels and fields are often set in two columns, and
 * the values would be read below the last label. A box that is ticked goes before the label on its right.
 */
function besideLabel(
  value: readonly TextRun[],
  { fieldType }: Annotation,
  { runs, fields }: { readonly runs: readonly TextRun[]; readonly fields: readonly Box[] },
): FieldRun | undefined {
  const [run] = value;
  if (run === undefined || value.length > 1) return undefined;
  const isBox = fieldType === 'Btn';
  const gapTo = ({ x, width }: TextRun) => (isBox ? x - run.x - run.width : run.x - x - width);
  const [label] = runs
    .filter(({ text, y, angle }) => {
      const isLevel = Math.abs(y - run.y) < 0.7 * run.size && Math.abs(angle) < 1;
      return isLevel && text.trim() !== '';
    })
    .filter((other) => gapTo(other) > -3 && gapTo(other) < widestGap * run.size)
    .sort((one, other) => gapTo(one) - gapTo(other));
  if (label === undefined) return undefined;
  // Then it is the label of the other field.
  const isBetween = ({ left, right, top, bottom }: Box) =>
    top < run.y &&
    bottom > run.y - 0.5 * run.size &&
    Math.min(run.x, label.x) < left &&
    right < Math.max(run.x, label.x + label.width);
  if (fields.some(isBetween)) return undefined;
  if (isBox) return { run: { ...run, y: label.y }, label, side: 'before' };
  const x = label.x + label.width + 0.3 * label.size;
  return { run: { ...run, x, y: label.y, size: label.size }, label, side: 'behind' };
}

/** Between a label and its field, in ems. */
const widestGap = 10;

function toRun(
  text: string,
  { x, y, size, width = 0.5 * size * text.length }: Pick<TextRun, 'x' | 'y' | 'size'> & { width?: number },
): TextRun {
  return { text, x, y, width, size, angle: 0, direction: 'ltr', font: '' };
}
