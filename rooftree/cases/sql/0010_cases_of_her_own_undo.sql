DROP FUNCTION cases_of_her_own(bigint[]);
