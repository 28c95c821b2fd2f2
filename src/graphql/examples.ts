import type { Example } from './graphiql.ts';

/** What a newcomer finds in GraphiQL's tabs. Each runs as it is, as the persona that its title names. */
export const exampleQueries: readonly Example[] = [
  {
    title: 'Who am I, and what have I registered? (admin@acme.example)',
    query: `query FirstLook {
  viewer { name roles partner { name status currency } }
  referralCounts { status count }
  referrals(first: 10) {
    totalCount
    nodes { id customerName status salesStage dealAmount { amount currency } availableActions { action available blockedBecause } }
  }
}`,
  },
  {
    title: 'Which tier are we in, and how far is the next? (admin@acme.example)',
    query: `query Standing {
  viewer {
    partner {
      standings {
        program { name } tier { name } status requirementsMet requirementsTotal nextTier { name } nextTierPercent asOf
      }
      tierHistory { effectiveOn tier { name } cause reason }
    }
  }
}`,
  },
  {
    title: 'Register a referral as a draft (rep@acme.example)',
    query: `mutation RegisterReferral($input: ReferralRegisterInput!) {
  referralRegister(input: $input) {
    ... on Referral { id version status availableActions { action available blockedBecause } }
    ... on Error { code message }
    ... on InvalidInputError { fields { field code message } }
  }
}`,
    variables: {
      input: {
        details: {
          customerName: 'Umbrella Ltd',
          customerCountryCode: 'GB',
          contactName: 'Alice Example',
          contactEmail: 'alice@umbrella.example',
        },
        idempotencyKey: 'my-first-referral',
      },
    },
  },
  {
    title: 'The partners and what waits for a decision (ops@vendor.example)',
    query: `query Operations {
  partners(first: 10) { totalCount nodes { id name status region { name } } }
  referrals(first: 10, filter: { status: [SUBMITTED] }, orderBy: { by: STATUS_SINCE, direction: ASC }) {
    totalCount
    nodes { id version customerName statusSince partner { name } }
  }
}`,
  },
];
