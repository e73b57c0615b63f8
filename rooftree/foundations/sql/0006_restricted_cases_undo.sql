ALTER TABLE foundations_keptfile DROP CONSTRAINT foundations_keptfile_of_council;
DROP FUNCTION refuse_change_of_facts();
DROP FUNCTION opened_cases();
