-- What GOV.UK Pay says reached the bank between two days: payments less what was given back and what the provider
-- kept. Where the provider does not say when it pays out, the day on which it took the money counts. It counts the
-- payers that the asker may not see, and gives numbers alone.
CREATE FUNCTION rents_card_settled(council bigint, first_on date, until_on date)
RETURNS TABLE (code text, pounds numeric, count int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH reached AS (
        SELECT s.*, coalesce(s.settled_on, CASE WHEN s.provider <> 'stripe' THEN s.taken_on END) AS day
        FROM rents_cardsettlement s
        WHERE s.council_id = council AND council = ANY (acting_for())
    ), counted AS (
        SELECT * FROM reached WHERE day >= first_on AND day < until_on
    )
    SELECT CASE WHEN what = 'payment' AND payment_id IS NULL THEN 'not_ours'
                WHEN what = 'payment' AND settled_on IS NULL THEN 'taken'
                WHEN what = 'payment' THEN 'settled' ELSE 'settled_back' END,
           sum(amount), count(*)::int
    FROM counted GROUP BY 1
    UNION ALL
    SELECT 'card_fees', -sum(fee), count(*)::int FROM counted WHERE fee > 0 HAVING count(*) > 0
$$;
REVOKE ALL ON FUNCTION rents_card_settled(bigint, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rents_card_settled(bigint, date, date) TO rooftree_app;
REVOKE DELETE ON rents_cardsettlement FROM rooftree_app;
