/** One content element of a message: a text or an image, and whether it carries a cache marker. */
export interface ChatElement {
  /** The element as it enters the prompt: the marker is taken off, everything else stands as it was sent. */
  readonly content:
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };
  readonly marked: boolean;
}

/** What a message carries beside its content. It belongs to the message's last element. */
export interface MessageExtras {
  readonly tool_calls?: readonly unknown[];
  readonly tool_call_id?: string;
  readonly reasoning_content?: string;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly elements: readonly ChatElement[];
  readonly extras?: MessageExtras;
}

/** A model call as the vendor sees it, whichever of the two protocols it came in by. */
export interface ChatRequest {
  /** The model's own name, without a creator in front. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly unknown[];
  /** On unless the client says no: who forgets to say so is billed for it. */
  readonly thinking: { readonly enabled: boolean; readonly budget?: number };
  readonly maxTokens?: number;
  /** The answer must be JSON. */
  readonly json: boolean;
  readonly streamed: boolean;
  /** Whether a stream ends with its usage. */
  readonly includeUsage: boolean;
}

/** A plain text element without a marker. */
export function textElement(text: string, marked = false): ChatElement {
  return { content: { type: 'text', text }, marked };
}

/** Drops what does not exist for the vendor: empty texts, and with them their markers. */
export function withoutEmpty(elements: readonly ChatElement[]): ChatElement[] {
  return elements.filter(({ content }) => content.type !== 'text' || content.text !== '');
}
