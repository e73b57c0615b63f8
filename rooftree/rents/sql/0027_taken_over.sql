-- What old systems said was posted between two days, by transaction code: from what was kept of their extracts, and not
-- from the books, which say only whether a transaction became a correction of another. It counts the payers that the
-- asker may not see, and gives numbers alone.
CREATE INDEX transaction_legacy_by_day ON rents_transactionlegacyreference (council_id, (facts ->> 'posted_on'));

CREATE FUNCTION rents_taken_over(council bigint, since date, before date)
RETURNS TABLE (code text, is_void boolean, is_journal boolean, owed numeric, count int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.facts ->> 'code', account.tenancy_id IS NULL, coalesce(m.kind = 'journal', false),
        sum((l.facts ->> 'amount')::numeric), count(*)::int
    FROM rents_transactionlegacyreference AS l
    JOIN rents_rentaccount AS account ON account.council_id = l.council_id AND account.id = l.rent_account_id
    LEFT JOIN ledger_movement AS m ON m.id = l.movement_id AND m.council_id = l.council_id AND NOT m.by_run
        AND m.posted_on >= since AND m.posted_on < before
    WHERE l.council_id = council AND council = ANY ((SELECT acting_for())::int[])
      AND l.facts ->> 'posted_on' >= since::text AND l.facts ->> 'posted_on' < before::text
    GROUP BY 1, 2, 3
$$;
REVOKE ALL ON FUNCTION rents_taken_over(bigint, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rents_taken_over(bigint, date, date) TO rooftree_app;
