DROP FUNCTION find_past_cases_by_key(text[], int);
DROP INDEX past_case_by_plain_reference;
