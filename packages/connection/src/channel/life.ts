/**
 * The life of a channel (RFC 4254 sections 5.1 to 5.4) as one table of state and step. It decides what is allowed;
 * it sends nothing.
 */

export type ChannelState =
  | 'opening' // we sent CHANNEL_OPEN and wait for the answer
  | 'abandoned' // as opening, but the owner has closed it meanwhile
  | 'offered' // the peer sent CHANNEL_OPEN and waits for the owner's answer
  | 'open'
  | 'eof-sent' // we send no more data
  | 'eof-received' // the peer sends no more data
  | 'eof-both'
  | 'close-sent' // we sent CHANNEL_CLOSE and wait for the peer's; what it sent before is still on its way
  | 'close-sent-eof-received'
  | 'closed'; // CLOSE sent and received, or never opened: the id is free

/** What the peer does. */
export type PeerStep = 'confirm' | 'refuse' | 'adjust' | 'data' | 'eof' | 'close' | 'request' | 'reply';

/** What the owner does. */
export type OwnerStep =
  | 'accept'
  | 'reject'
  | 'send-data'
  | 'send-eof'
  | 'send-close'
  | 'send-request'
  | 'send-reply'
  | 'consume';

/**
 * The next state, or: `violation` (the peer broke the protocol, or the owner misused the API), or `ignored` (the step
 * came too late to matter, which nobody could have known).
 */
export type Verdict = ChannelState | 'violation' | 'ignored';

type Row = Partial<Record<ChannelState, Verdict>>;

/** States that are not named in a row are violations. */
const LIFE: Readonly<Record<PeerStep | OwnerStep, Row>> = {
  confirm: { opening: 'open', abandoned: 'close-sent' },
  refuse: { opening: 'closed', abandoned: 'closed' },
  adjust: {
    open: 'open',
    'eof-sent': 'eof-sent',
    'eof-received': 'eof-received',
    'eof-both': 'eof-both',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
  },
  data: { open: 'open', 'eof-sent': 'eof-sent', 'close-sent': 'ignored' },
  eof: {
    open: 'eof-received',
    'eof-sent': 'eof-both',
    'close-sent': 'close-sent-eof-received',
    // a second EOF says nothing new; OpenSSH lets it pass too
    'eof-received': 'ignored',
    'eof-both': 'ignored',
    'close-sent-eof-received': 'ignored',
  },
  close: {
    open: 'closed',
    'eof-sent': 'closed',
    'eof-received': 'closed',
    'eof-both': 'closed',
    'close-sent': 'closed',
    'close-sent-eof-received': 'closed',
  },
  request: {
    open: 'open',
    'eof-sent': 'eof-sent',
    'eof-received': 'eof-received', // exit-status comes after EOF
    'eof-both': 'eof-both',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
  },
  reply: {
    open: 'open',
    'eof-sent': 'eof-sent',
    'eof-received': 'eof-received',
    'eof-both': 'eof-both',
    'close-sent': 'close-sent', // to a request that we sent before CLOSE
    'close-sent-eof-received': 'close-sent-eof-received',
  },
  accept: { offered: 'open', closed: 'ignored' },
  reject: { offered: 'closed', closed: 'ignored' },
  'send-data': {
    open: 'open',
    'eof-received': 'eof-received',
    abandoned: 'ignored',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
    closed: 'ignored',
  },
  'send-eof': {
    open: 'eof-sent',
    'eof-received': 'eof-both',
    'eof-sent': 'ignored',
    'eof-both': 'ignored',
    abandoned: 'ignored',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
    closed: 'ignored',
  },
  'send-close': {
    opening: 'abandoned',
    open: 'close-sent',
    'eof-sent': 'close-sent',
    'eof-received': 'close-sent-eof-received',
    'eof-both': 'close-sent-eof-received',
    abandoned: 'ignored',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
    closed: 'ignored',
  },
  'send-request': {
    open: 'open',
    'eof-sent': 'eof-sent',
    'eof-received': 'eof-received',
    'eof-both': 'eof-both',
    abandoned: 'ignored',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
    closed: 'ignored',
  },
  'send-reply': {
    open: 'open',
    'eof-sent': 'eof-sent',
    'eof-received': 'eof-received',
    'eof-both': 'eof-both',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
    closed: 'ignored',
  },
  consume: {
    open: 'open',
    'eof-sent': 'eof-sent',
    'eof-received': 'ignored', // no more data comes, so credit is of no use
    'eof-both': 'ignored',
    abandoned: 'ignored',
    'close-sent': 'ignored',
    'close-sent-eof-received': 'ignored',
    closed: 'ignored',
  },
};

export function verdictOf(state: ChannelState, step: PeerStep | OwnerStep): Verdict {
  return LIFE[step][state] ?? 'violation';
}

/** Every state and step, for tests and documentation. */
export const channelStates: readonly ChannelState[] = [
  'opening',
  'abandoned',
  'offered',
  'open',
  'eof-sent',
  'eof-received',
  'eof-both',
  'close-sent',
  'close-sent-eof-received',
  'closed',
];

export const channelSteps: readonly (PeerStep | OwnerStep)[] = /*@__PURE__*/ Object.keys(LIFE) as (
  | PeerStep
  | OwnerStep
)[];
