export const EUR = (amount: string) => ({ amount, currency: 'EUR' });

/** What is asked of a dispute. */
export const DISPUTE = `id version status kind isAppeal decision stated { amount } claimed { amount } granted { amount } held { amount }
  comments { text authorKind authorName } availableActions { action available blockedBecause }
  line { id amount { amount } } postedLines { amount { amount } period }`;

/** The statements of a month with their lines, what each is earned by, and both sides of what was contested. */
export const STATEMENTS_OF_A_MONTH = `query ($period: String!) { statements(first: 5, filter: { period: $period }) { nodes { sha256 csv page
      opening { amount } closing { amount } verification { agrees }
      lines(first: 20) { nodes { kind amount { amount } orderNumber earning { id }
        explanation { commission { rule { code } } steps { code operands { code value unit } result }
          contestedLine { kind period stated { amount } explanation { steps { code result } } } }
        contest { outcome stated { amount } claimed { amount } granted { amount } } } } } } }`;
