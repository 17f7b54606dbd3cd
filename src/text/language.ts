/** The languages whose words are reduced to stems; everything else is read as English. */
export type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl' | 'sv' | 'ru';

// Of prose 20 to 50 % are function words, of many kinds; code and data hold the same few by chance. With no such bounds 1,254 of the
// 5,430 files of a repository in Go were read as Italian, Swedish or French, with them 77, nearly all of a few words.
const leastShare = 0.1;
const leastDistinct = 3;
const wordsForOne = 10;

/**
 * The language that a text is written in, by its function words: they are a third of any prose and differ from language to
 * language. `undefined` where none or two are likeliest: code, data, a few key words.
 */
export function detectLanguage(text: string): Language | undefined {
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  const found = new Map<Language, { count: number; readonly distinct: Set<string> }>();
  for (const word of words) {
    // One letter of ASCII is a variable as often as a word.
    if (/^[a-z]$/.test(word)) continue;
    for (const language of languagesOf.get(word) ?? []) {
      const known = found.get(language) ?? { count: 0, distinct: new Set() };
      known.count += 1;
      known.distinct.add(word);
      found.set(language, known);
    }
  }
  const [first, second] = [...found].sort(([, a], [, b]) => b.count - a.count);
  if (first === undefined) return undefined;
  const [language, { count, distinct }] = first;
  // A sentence need not hold more than one.
  const isEnough = distinct.size >= Math.min(leastDistinct, words.length / wordsForOne);
  if (!isEnough || count < leastShare * words.length) return undefined;
  return count > (second?.[1].count ?? 0) ? language : undefined;
}

/** Whether a word, in lower case and not stemmed, says nothing of what a text in the language is about. */
export function isStopWord(word: string, language: Language = 'en'): boolean {
  return languagesOf.get(word)?.includes(language) === true;
}

// The commonest words of each language that have no meaning of their own, with those that ask; short forms stand as they are left
// when an apostrophe is taken for the end of a word (`l'eau`, `dell'acqua`).
const functionWords: Readonly<Record<Language, string>> = {
  en: 'a about after again against also am an and any are as at be been before being between but by can could did do does doing during else for from further had has have having here how i if in into is it its itself just may me might more most must my no nor not of off on onto or other our ours out over per shall should so some still such than that the their them then there these they this those through to too under until up upon us very via was we were what when where which while who whom whose why will with within without would you your yours',
  de: 'aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis da damit dann das dass dein dem den denn der des die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch für gegen habe haben hat hatte ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann kein keine keinem keinen keiner können man mein mich mir mit muss müssen nach nicht noch nun nur ob oder ohne sein seine seinem seinen seiner sich sie sind so soll sollen über um und uns unser unter viel viele vom von vor wann war waren warum was weil welche welchem welchen welcher welches wenn wer werden weshalb wie wieso wieviel wir wird wo wofür woher wohin womit wurde wurden zu zum zur zwischen',
  fr: 'à afin ai ainsi après au aucun aucune aussi autre aux avant avec avoir c car ce ceci cela celle celui ces cet cette chaque chez comme comment d dans de des depuis donc dont du elle elles en entre est et étaient était étant être eu eux faut ils il j je l la le les leur leurs lors lorsque lui m ma mais même mes moi mon n ne ni nos notre nous on ont ou où par pas pendant peu peut peuvent plus pour pourquoi pouvez puis qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera ses si soit son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une vers vos votre vous y',
  es: 'a al algo alguna algunas alguno algunos ante antes así aunque cada como cómo con contra cual cuál cuáles cuando cuándo cuánto cuánta cuántos cuántas de del desde donde dónde durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta está están estas este esto estos fue fueron ha había han hasta hay la las le les lo los más me mi mientras mis muy nada ni no nos nosotros nuestra nuestro o otra otras otro otros para pero por porque puede pueden pues que qué quién quiénes se sea según ser si sí sin sobre solo son su sus también tan tanto te tiene tienen toda todas todo todos tras tu un una unas uno unos usted ya y',
  it: 'a agli ai al alla alle allo anche ancora c che chi ci cioè come con contro cosa così cui d da dagli dai dal dalla dalle dallo degli dei del dell della delle dello deve devono di dopo dove due durante e è ed era erano essere fra fino gli ha hanno i il in io l la le lei li lo loro lui ma mentre mi mia mio molto ne né nei nel nell nella nelle nello noi non nostra nostro o ogni oppure per perché più però poi può possono prima qual quale quali quando quanto quanta quanti quante quella quelle quelli quello questa queste questi questo se secondo sei senza si sia sono sopra sotto su sua sue sugli sui sul sull sulla sulle suo suoi tra tu tutti tutto un una uno voi vostra vostro',
  pt: 'a à ainda ao aos após aquela aquele aquilo as às até cada com como da das de dela dele delas deles depois desde do dos e é ela elas ele eles em enquanto entre era eram essa essas esse esses esta está estão estas este estes eu foi foram há isso isto já la lhe mais mas me mesmo meu minha muito na não nas nem no nos nós nossa nosso num numa o onde os ou outra outras outro outros para pela pelas pelo pelos pode podem por porque porquê quais qual quando quanto quanta quantos quantas que quem se seja sem ser será seu seus sob sobre sua suas são também te tem têm todos um uma umas uns você vocês',
  nl: 'aan al alle als altijd andere ben bij daar dan dat de deze die dit doen door dus een elk elke en er ge geen had heb hebben heeft hem het hier hij hoe hoeveel hun iets ik in is ja je jij jullie kan kunnen maar me meer men met mijn moet moeten na naar niet niets nog nu of om onder ons onze ook op over te tegen toch toen tot u uit uw van veel voor waar waarom wanneer want waren was wat we welk welke werd wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zonder zou',
  sv: 'alla allt att av bara bli blir blivit dem den denna deras dess dessa det detta dig din du där då efter ej eller en er ett från för genom ha hade han hans har hennes hon honom hur här i icke in inga ingen inget innan inom inte jag kan kunde man med mellan men mig min mot mycket måste när nu någon något några och om oss på samma sedan ska skall skulle sig sin sitt sina som så till under upp ut utan vad var varför varit varje vars vem vi vid vilka vilken vilket än är även över',
  ru: 'а без более бы был была были было быть в вам вас ваш весь во вот все всего всех вы где да даже для до его ее её если есть еще ещё же за зачем и из или им их к как какая какие какое какой какую каких каким когда кто куда ли либо между меня мне может можно мой мы на над надо наш не него нее неё нет ни них но ну о об однако он она они оно от откуда перед по под после потому почему при про с сам свой свою себя сейчас сколько со такой также там тем то того тоже той только том тот ты у уже хотя чего чей чем через что чтобы эта эти это этого этой этом этот этих я',
};

const languagesOf = new Map<string, Language[]>();
for (const [language, words] of Object.entries(functionWords) as [Language, string][]) {
  for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
}

export const languages = Object.keys(functionWords) as Language[];
