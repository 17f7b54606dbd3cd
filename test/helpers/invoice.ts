import type { InputTokens } from './explicit-cache.ts';
import type { PicoPrices } from './model-catalogue.ts';

/** What one request used, and at which prices. */
export interface Charge {
  readonly route: 'gateway' | 'alibaba';
  readonly model: string;
  readonly streamed: boolean;
  /**
   * `broken`: the provider cut its own response. Broken and aborted requests are billed for their input, without a write, and
   * for the output that was made; refused ones are not on the invoice.
   */
  readonly outcome: 'finished' | 'broken' | 'aborted';
  readonly input: InputTokens;
  /** Everything that was produced, reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly prices: PicoPrices;
}

/** Tokens by what they cost. `prompt = uncached + cacheWrite + cacheRead`; `reasoning` is part of `output`. */
export interface BilledTokens {
  readonly prompt: number;
  readonly uncached: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
  readonly output: number;
  readonly reasoning: number;
}

export interface InvoiceLine extends BilledTokens, Pick<Charge, 'route' | 'model' | 'streamed' | 'outcome'> {
  /** US dollars as an exact decimal: `0.0001234`. */
  readonly dollars: string;
}

export interface Invoice {
  readonly lines: readonly InvoiceLine[];
  readonly totals: BilledTokens & { readonly requests: number; readonly dollars: string };
}

/** Adds the charges up without rounding anything. */
export function calculateInvoice(charges: readonly Charge[]): Invoice {
  const lines = charges.map((charge) => ({
    route: charge.route,
    model: charge.model,
    streamed: charge.streamed,
    outcome: charge.outcome,
    ...tokensOf(charge),
    dollars: formatDollars(calculatePico(charge)),
  }));
  const sum = (bucket: keyof BilledTokens) => lines.reduce((total, line) => total + line[bucket], 0);
  return {
    lines,
    totals: {
      requests: lines.length,
      prompt: sum('prompt'),
      uncached: sum('uncached'),
      cacheWrite: sum('cacheWrite'),
      cacheRead: sum('cacheRead'),
      output: sum('output'),
      reasoning: sum('reasoning'),
      dollars: formatDollars(charges.reduce((total, charge) => total + calculatePico(charge), 0n)),
    },
  };
}

/** The cost of one request in picodollars. */
export function calculatePico({
  input,
  outputTokens,
  prices,
}: Pick<Charge, 'input' | 'outputTokens' | 'prices'>): bigint {
  return (
    BigInt(input.uncached) * prices.input +
    BigInt(input.write) * prices.cacheWrite +
    BigInt(input.read) * prices.cacheRead +
    BigInt(outputTokens) * prices.output
  );
}

/** Picodollars as a decimal without rounding and without trailing zeros. */
export function formatDollars(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  const fraction = digits.slice(-12).replace(/0+$/, '');
  const whole = digits.slice(0, -12);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function tokensOf({ input, outputTokens, reasoningTokens }: Charge): BilledTokens {
  return {
    prompt: input.prompt,
    uncached: input.uncached,
    cacheWrite: input.write,
    cacheRead: input.read,
    output: outputTokens,
    reasoning: reasoningTokens,
  };
}
