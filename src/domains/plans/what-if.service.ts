import * as repo from './what-if.repo.ts';

export type { AskedReferral, WhatIfFacts } from './what-if.repo.ts';
/** What is known of referrals as deals to come. Whoever asks has found that the caller may see them. */
export const { whatIfFacts } = repo;
