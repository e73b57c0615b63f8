DROP TRIGGER rents_suspensemove_is_shared ON rents_suspensemove;
DROP TRIGGER rents_suspenseshare_adds_up ON rents_suspenseshare;
DROP TRIGGER rents_suspenseshare_stays ON rents_suspenseshare;
DROP FUNCTION check_shares_of_suspense();
DROP FUNCTION keep_share_of_suspense();
