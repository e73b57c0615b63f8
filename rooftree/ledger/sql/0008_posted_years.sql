-- A year of postings that every council has closed, rewritten in account order. Its steps are called by closing.py.

GRANT EXECUTE ON FUNCTION ledger_apart(bigint, date) TO rooftree_app;

CREATE FUNCTION ledger_personal_side(debit_kind text, debit bigint, credit bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE debit_kind WHEN 'personal' THEN debit ELSE credit END $$;

-- The first year of postings that nobody can post into any more and that is not in account order yet, or nothing.
CREATE FUNCTION ledger_year_to_rewrite() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH closed AS (
        SELECT min(until_on) AS until_on
        FROM (SELECT b.council_id, max(c.until_on) AS until_on
              FROM (SELECT DISTINCT council_id FROM ledger_account) AS b
              LEFT JOIN ledger_closing AS c USING (council_id) GROUP BY b.council_id) AS each_council
        HAVING bool_and(until_on IS NOT NULL)
    ),
    years AS (
        SELECT right(c.relname, 4)::int AS year, c.oid
        FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'ledger_posted'::regclass
    )
    SELECT min(year) FROM years, closed
    WHERE make_date(year + 1, 4, 1) <= closed.until_on AND obj_description(years.oid) IS NULL
$$;

CREATE FUNCTION ledger_again_name(year int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT format('ledger_postedagain_%s', year) $$;

CREATE FUNCTION ledger_begin_again(year int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leaf text := ledger_again_name(year);
BEGIN
    PERFORM ledger_make_aside(leaf, format(
        'by_run IS NOT NULL AND NOT by_run AND posted_on IS NOT NULL AND posted_on >= %L AND posted_on < %L',
        make_date(year, 4, 1), make_date(year + 1, 4, 1)));
    EXECUTE format(
        'INSERT INTO %I SELECT m.* FROM %I AS m JOIN ledger_account AS a ON a.id = m.debit_id '
        'ORDER BY ledger_personal_side(a.kind, m.debit_id, m.credit_id), m.posted_on, m.id',
        leaf, 'ledger_posted_' || year);
END $$;

CREATE FUNCTION ledger_key_again(year int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT ledger_key_aside(ledger_again_name(year)) $$;

CREATE FUNCTION ledger_check_again(year int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT ledger_validate(ledger_again_name(year)) $$;

CREATE FUNCTION ledger_swap_again(year int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    again text := ledger_again_name(year);
    leaf text := 'ledger_posted_' || year;
    same boolean;
BEGIN
    IF year IS DISTINCT FROM ledger_year_to_rewrite() THEN
        RAISE EXCEPTION 'The postings of % are not to be rewritten.', year;
    END IF;
    EXECUTE format(
        'SELECT (SELECT (count(*), sum(amount), sum(debit_id * 31 + credit_id)) FROM %I) IS NOT DISTINCT FROM '
        '(SELECT (count(*), sum(amount), sum(debit_id * 31 + credit_id)) FROM %I)', again, leaf) INTO same;
    IF NOT same THEN
        RAISE EXCEPTION '% does not hold what % holds.', again, leaf;
    END IF;
    EXECUTE format('COMMENT ON TABLE %I IS %L', again, 'In account order.');
    PERFORM ledger_attach(leaf, format(
        'ALTER TABLE ledger_posted DETACH PARTITION %1$I; ALTER TABLE %1$I RENAME TO %2$I; '
        'ALTER TABLE %3$I RENAME TO %1$I; '
        'ALTER TABLE ledger_posted ATTACH PARTITION %1$I FOR VALUES FROM (%4$L) TO (%5$L)',
        leaf, 'ledger_postedbefore_' || year, again, make_date(year, 4, 1), make_date(year + 1, 4, 1)));
END $$;

-- Drop one table that such a rewriting has left, if there is any; return its name.
CREATE FUNCTION ledger_drop_again() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leaf text;
BEGIN
    SELECT relname INTO leaf FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
      AND relname ~ '^ledger_posted(again|before)_[0-9]+$'
    ORDER BY relname LIMIT 1;
    IF leaf IS NOT NULL THEN
        PERFORM ledger_attach(leaf, format('DROP TABLE %I', leaf));
    END IF;
    RETURN leaf;
END $$;

REVOKE ALL ON FUNCTION ledger_year_to_rewrite(), ledger_begin_again(int), ledger_key_again(int),
    ledger_check_again(int), ledger_swap_again(int), ledger_drop_again() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_year_to_rewrite(), ledger_begin_again(int), ledger_key_again(int),
    ledger_check_again(int), ledger_swap_again(int), ledger_drop_again() TO rooftree_app;
