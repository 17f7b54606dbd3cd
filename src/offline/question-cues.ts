/** What an answer to a question looks like: a number for "how many", a reason for "why". */
export interface AnswerCues {
  /** What a text gains for looking like an answer: 0 when it does not. */
  bonus(text: string): number;
  /** True when the question asks for something that every answer must have (a number, a name) and the text has none. */
  missing(text: string): boolean;
}

/** The cues of a question. Several may hold; the strongest that a text meets counts. */
export function findAnswerCues(question: string): AnswerCues {
  const does = doerPattern(question);
  const asked = [...cues.filter(({ asks }) => asks.test(question)), ...definitionCue(question)];
  return {
    bonus: (text) =>
      Math.max(
        0,
        ...asked.filter(({ answers }) => answers.test(text)).map(({ telling }) => bonuses[telling]),
      ),
    missing: (text) =>
      asked.some(({ telling, answers }) => telling === 'needed' && !answers.test(text)) && !does?.test(text),
  };
}

/** Whether the question asks how to do something, so that code right after a sentence belongs to the answer. */
export function asksForSteps(question: string): boolean {
  return /\bhow (?:do|can|could|should|would|to|does one|must)\b|\bwhat (?:can|should|must|do) (?:I|we|you)\b/i.test(
    question,
  );
}

interface Cue {
  readonly asks: RegExp;
  readonly answers: RegExp;
  /** A weak cue is met by much text; a strong one by little; a needed one must be met. */
  readonly telling: 'weak' | 'strong' | 'needed';
}

// Shares of the question's whole weight: a cue decides between sentences that say about as much of the question.
const bonuses = { weak: 0.12, strong: 0.25, needed: 0.2 };

const thing =
  'option|setting|header|prefix|event|hook|method|function|flag|variable|command|error|exception|package|module|class|property|parameter|argument|key|field|attribute|type|tool|codemod|plugin|extra|value|name|code|extension|endpoint|route|env';

const cues: readonly Cue[] = [
  {
    asks: /\bhow (?:many|much|long|large|big|old|often|far|fast|high|late|early)\b/i,
    answers:
      /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand|half|quarter|dozen|twice|once|no|none|unlimited|infinite|forever|daily|weekly|monthly|hourly|yearly|every|single|max|min)\b/i,
    telling: 'needed',
  },
  {
    asks: /\b(?:number|amount|size|limit|maximum|minimum|version|timeout|delay|percentage|share|duration|price|cost|rate|year|length|threshold)\b/i,
    answers: /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|unlimited|infinite|no limit)\b/i,
    telling: 'weak',
  },
  {
    asks: /\bports?\b/i,
    answers: /:\d{2,5}\b|\bports?\b.{0,40}\d{2,5}|\bport\w*\W{1,4}\d{2,5}/i,
    telling: 'strong',
  },
  { asks: /\bdefaults?\b/i, answers: /\bdefault(?:s|ed)?\b/i, telling: 'weak' },
  {
    asks: /\bwhen\b|\b(?:what|which) (?:date|day|month|year|time)\b/i,
    answers:
      /\b(?:when|whenever|after|before|once|until|as soon as|during|if|every|since|on)\b|\b(?:1[5-9]|20)\d\d\b|\b\d{1,2}:\d\d\b|day\b/i,
    telling: 'weak',
  },
  {
    asks: /\bwhy\b|\bfor what reason\b|\bwhat causes\b/i,
    answers:
      /\b(?:because|since|due to|so that|therefore|cause[sd]?|reason|otherwise|in order to|to avoid|to prevent|as a result|to keep)\b/i,
    telling: 'weak',
  },
  {
    asks: /\bwho(?:se|m)?\b/i,
    answers:
      /\b\p{Lu}[\p{Ll}.]+(?:[ -]\p{Lu}[\p{L}.]*)+|(?<![\w/])@[\w-]+(?![\w/-])|\b(?:\w*team|maintainers?|members?|authors?|\w*master|managers?|directors?|officers?|engineers?|founders?|owners?|agents?|keepers?|clerks?|chair\w*|users?|admin\w*|crew|staff|board|committee)\b/u,
    telling: 'needed',
  },
  {
    asks: /\bwhere\b|\b(?:what|which) (?:file|folder|directory|path)\b/i,
    answers: /[\w.-]+\/[\w.-]+|`[^`\n]+\.\w+`|\b(?:in|under|inside|into|at|on) (?:the|a|your|its)\b/i,
    telling: 'weak',
  },
  {
    asks: new RegExp(`\\b(?:what|which)\\b.*\\b(?:${thing})s?\\b|\\bwhat (?:replaced|replaces)\\b`, 'i'),
    answers: /`[^`\n]+`|'[^'\s]+'|--\w|\b\w+[_-]\w+|\b\p{Ll}+\p{Lu}\w*|\b[A-Z][A-Z_]{2,}\b|\w\(\)/u,
    telling: 'weak',
  },
  {
    asks: /\bhow (?:do|can|could|should|would|to|does)\b|\bwhat (?:can|should|must|do) (?:I|we|you)\b/i,
    answers:
      /\b(?:use|using|set|setting|call|calling|run|add|pass|install|import|configure|enable|disable|create|specify|define|by \w+ing)\b|```/i,
    telling: 'weak',
  },
  {
    asks: /^(?:is|are|was|were|does|do|did|can|could|will|would|has|have|should|must|may)\b/i,
    answers:
      /\b(?:not|never|only|always|cannot|without|unless|supports?|supported|allowed|required|requires|must|default|automatically|available|yes|no|instead|unlike|either|both|each)\b|n['’]t\b/i,
    telling: 'weak',
  },
];

/** "Who decides?" is answered by "git decides" too, which is no person: anything that stands in front of the verb. */
function doerPattern(question: string): RegExp | undefined {
  const verb = /^who\s+(\p{Ll}{3,})\b/iu.exec(question.trim())?.[1];
  if (verb === undefined || auxiliaries.test(verb)) return undefined;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?!${nobody}\\b)[\\p{L}\\p{N}][\\p{L}\\p{N}_-]* ${verb}\\b`, 'iu');
}

const auxiliaries =
  /^(?:are|was|were|has|have|had|does|did|can|could|may|might|must|shall|should|will|would)$/i;
const nobody = '(?:who|which|that|what|and|or|not|it|he|she|they|nobody|never)';

/** "What is a breakwater?" is answered by "A breakwater is ...". */
function definitionCue(question: string): Cue[] {
  const subject =
    /^what(?:'s| is| are| was| were| does)\s+(?:an?\s+|the\s+)?(\S+(?:\s+\S+)?)(?:\s+(?:mean|for|stand for))?\s*\?*$/i.exec(
      question.trim(),
    )?.[1];
  if (subject === undefined) return [];
  const name = subject.replace(/[`"'?]/g, '').replace(/[.*+^$()|[\]{}\\]/g, '\\$&');
  const answers = new RegExp(
    `(?:^|[\\s\`*"(])${name}s?[\`*")]*(?:,[^,.]{1,60},|\\s*\\([^)]*\\))?\\s*(?:is|are|was|were|means?|refers? to|stands? for|:|—|–)(?:\\s|$)`,
    'i',
  );
  return [{ asks: /^/, answers, telling: 'strong' }];
}
