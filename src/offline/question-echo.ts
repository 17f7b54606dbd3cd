/** Finds a question where a text merely asks it too: a list of questions, a test, an example of a command. */
export interface QuestionEcho {
  isIn(text: string): boolean;
  /** The text without it. */
  remove(text: string): string;
}

// Three words or fewer may well be the words of a statement ("is it free").
const fewestWords = 4;

/** Looks for the words of a question in their order, whatever stands between them but letters and digits. */
export function findEchoes(question: string): QuestionEcho {
  const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < fewestWords) return { isIn: () => false, remove: (text) => text };
  const pattern = `(?<![\\p{L}\\p{N}])${words.join('[^\\p{L}\\p{N}]+')}(?![\\p{L}\\p{N}])`;
  const once = new RegExp(pattern, 'iu');
  const each = new RegExp(pattern, 'giu');
  return { isIn: (text) => once.test(text), remove: (text) => text.replace(each, ' ') };
}
