import type { Row } from './texts.ts';

/** What is told of remediation, in the order of its templates. */
export const REMEDIATION_TEXTS: readonly Row[] = [
  [
    'REMEDIATION_PROPOSED',
    1,
    'Acme needs a remediation plan',
    'Acme breached FEW_REFERRALS up to FY2026-Q2. The proposal waits for somebody to take it up, and says what it follows from.',
  ],
  [
    'REMEDIATION_ACTIVATED',
    1,
    'There is a plan to get you back on track',
    'Your channel manager has set up a plan with you. The portal says what is measured, what there is to do, and until when.',
  ],
  [
    'REMEDIATION_ACTION_LATE',
    1,
    'Something in your plan is overdue',
    'What was due on 2026-05-15 is not done yet. The portal says what it is.',
  ],
  [
    'REMEDIATION_ACTION_OVERDUE',
    1,
    'An action for Acme is overdue',
    'What you were to do in the remediation plan of Acme was due on 2026-05-15.',
  ],
  [
    'REMEDIATION_ESCALATED',
    1,
    'Remediation of Acme is late',
    'The plan that failed of Acme by FEW_REFERRALS was due on 2026-05-15, and waits for somebody to act.',
  ],
];
