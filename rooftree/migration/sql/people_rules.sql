-- What must hold of a row about a person by itself.

-- [unborn] Refuse people who died before they were born
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'deceased_on', s.deceased_on::text,
           format('The person would have died on %%s, before being born on %%s.', pg_temp.in_words(s.deceased_on),
                  pg_temp.in_words(s.date_of_birth)),
           true, s.source, s.person_ref
    FROM staged s
    WHERE s.deceased_on < s.date_of_birth AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;
