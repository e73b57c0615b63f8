-- What was paid by card between two days as the provider has it, and what went back to cards. It counts the payers
-- that the asker may not see, and gives numbers alone.
CREATE FUNCTION rents_card_totals(council bigint, first_on date, until_on date)
RETURNS TABLE (code text, pounds numeric, count int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT 'captured', coalesce(sum(p.amount), 0), count(*)::int
    FROM rents_cardpayment p
    WHERE p.council_id = council AND council = ANY (acting_for()) AND p.status = 'paid'
      AND p.ended_at >= london_midnight(first_on) AND p.ended_at < london_midnight(until_on)
    UNION ALL
    SELECT 'given_back', -coalesce(sum(r.amount), 0), count(*)::int
    FROM rents_cardrefund r JOIN ledger_movement m ON m.id = r.movement
    WHERE r.council_id = council AND council = ANY (acting_for()) AND r.status IN ('sent', 'paid')
      AND m.posted_on >= first_on AND m.posted_on < until_on
$$;
REVOKE ALL ON FUNCTION rents_card_totals(bigint, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rents_card_totals(bigint, date, date) TO rooftree_app;
