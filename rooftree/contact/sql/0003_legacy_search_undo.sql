DROP FUNCTION find_contacts_by_key(text[], int);
DROP INDEX contact_legacy_by_plain_reference;
