DROP FUNCTION take_case_id();
