-- Equality answers, held apart. The app's log-in has no right to their tables: it can hand answers in, take
-- them back, and have counts in which small numbers are hidden. Nothing leads from an answer to a person: the
-- name that it stands under is a keyed hash, and the key is readable by the owner alone.

CREATE TABLE information_rights_equalitykey (secret text PRIMARY KEY);
REVOKE ALL ON information_rights_equalitykey FROM PUBLIC, rooftree_app;
REVOKE ALL ON information_rights_equalitydeclaration FROM rooftree_app;
REVOKE ALL ON information_rights_equalityanswer FROM rooftree_app;

CREATE FUNCTION equality_name(council bigint, person bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    secret bytea;
BEGIN
    INSERT INTO information_rights_equalitykey (secret)
    SELECT gen_random_uuid()::text || gen_random_uuid()::text
    WHERE NOT EXISTS (SELECT FROM information_rights_equalitykey);
    SELECT convert_to(min(k.secret), 'UTF8') INTO secret FROM information_rights_equalitykey k;
    RETURN encode(sha256(secret || sha256(secret || convert_to(council || ':' || person, 'UTF8'))), 'hex');
END $$;

-- Of several records of one person the one that stands.
CREATE FUNCTION equality_person(council bigint, person bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    standing bigint;
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
    WITH RECURSIVE upwards AS (
        SELECT id, merged_into_id FROM people_person WHERE council_id = council AND id = person
        UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
    )
    SELECT id INTO STRICT standing FROM upwards WHERE merged_into_id IS NULL;
    RETURN standing;
END $$;

CREATE FUNCTION equality_declare(council bigint, person bigint, given jsonb, day date, paper boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known text := equality_name(council, equality_person(council, person));
    declaration bigint;
BEGIN
    PERFORM equality_withdraw(council, person);
    INSERT INTO information_rights_equalitydeclaration (council_id, pseudonym, declared_on, on_paper)
    VALUES (council, known, day, paper) RETURNING id INTO declaration;
    INSERT INTO information_rights_equalityanswer (council_id, declaration_id, question, answer)
    SELECT council, declaration, key, value FROM jsonb_each_text(given) WHERE value <> '';
END $$;

CREATE FUNCTION equality_withdraw(council bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known text := equality_name(council, equality_person(council, person));
BEGIN
    DELETE FROM information_rights_equalityanswer WHERE council_id = council AND declaration_id IN
        (SELECT id FROM information_rights_equalitydeclaration WHERE council_id = council AND pseudonym = known);
    DELETE FROM information_rights_equalitydeclaration WHERE council_id = council AND pseudonym = known;
    RETURN FOUND;
END $$;

-- What somebody said of themselves: for one who is signed in to her own account.
CREATE FUNCTION equality_of_mine(council bigint, person bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF said_who() NOT LIKE 'resident:%' OR person <> ALL (opened_people()) THEN
        RAISE EXCEPTION 'Equality answers are read by whoever gave them, in their own account.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN equality_said(council, person);
END $$;

-- The same, for the package of a request to see what is held, once that was looked through.
CREATE FUNCTION equality_of_request(council bigint, of_case bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asker bigint;
BEGIN
    SELECT c.person_id INTO asker
    FROM information_rights_rightsrequest r JOIN cases_case c ON c.council_id = r.council_id AND c.id = r.case_id
    WHERE r.council_id = council AND r.case_id = of_case AND r."right" = 'access' AND r.status = 'ready';
    IF asker IS NULL THEN
        RAISE EXCEPTION 'No request to see what is held is ready to be given.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN equality_said(council, asker);
END $$;

CREATE FUNCTION equality_said(council bigint, person bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known text := equality_name(council, equality_person(council, person));
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(a.question, a.answer), '{}')
            FROM information_rights_equalitydeclaration d
            JOIN information_rights_equalityanswer a ON a.council_id = d.council_id AND a.declaration_id = d.id
            WHERE d.council_id = council AND d.pseudonym = known);
END $$;

-- How many people gave each answer. A count below `smallest` (never less than five) is hidden; where that would
-- leave one hidden number to be reckoned from the rest, the next smallest is hidden with it.
CREATE FUNCTION equality_counts(council bigint, smallest int)
RETURNS TABLE (question text, answer text, people int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    least_shown int := greatest(smallest, 5);
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH counted AS (
        SELECT a.question::text AS q, a.answer::text AS w, count(*)::int AS n
        FROM information_rights_equalityanswer a WHERE a.council_id = council GROUP BY a.question, a.answer
    ), ranked AS (
        SELECT *, count(*) FILTER (WHERE n < least_shown) OVER (PARTITION BY q) AS hidden,
               row_number() OVER (PARTITION BY q ORDER BY n, w) AS place
        FROM counted
    )
    SELECT q, w, CASE WHEN n < least_shown OR (hidden = 1 AND place = 2) THEN NULL ELSE n END
    FROM ranked ORDER BY q, w;
END $$;

REVOKE ALL ON FUNCTION equality_name(bigint, bigint), equality_person(bigint, bigint), equality_said(bigint, bigint),
    equality_declare(bigint, bigint, jsonb, date, boolean), equality_withdraw(bigint, bigint),
    equality_of_mine(bigint, bigint), equality_of_request(bigint, bigint), equality_counts(bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION equality_declare(bigint, bigint, jsonb, date, boolean), equality_withdraw(bigint, bigint),
    equality_of_mine(bigint, bigint), equality_of_request(bigint, bigint), equality_counts(bigint, int) TO rooftree_app;
