/** For so many partners PostgreSQL's planner takes a list whose values it cannot see, such as the one of row security. */
export const PARTNERS_GUESSED = 10;
