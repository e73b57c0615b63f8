DROP TRIGGER rents_debitrun_in_open_year ON rents_debitrun;
DROP FUNCTION check_rent_year_is_open();
DROP TRIGGER rents_rentyear_stays ON rents_rentyear;
DROP FUNCTION keep_closed_rent_year();
