-- What is settled stays settled: journals, refunds, reconciliations and closed periods.

-- A journal or a refund goes from one status to the next, and its facts never change. After its last status nothing does.
CREATE FUNCTION keep_settled_money() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change CONSTANT text[] := TG_ARGV[0]::text[];
    last CONSTANT text[] := TG_ARGV[1]::text[];
BEGIN
    IF OLD.status = ANY (last) THEN
        RAISE EXCEPTION 'Row % of % is settled: what follows is a new row.', OLD.id, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'The facts of row % of % do not change.', OLD.id, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER rents_journal_stays BEFORE UPDATE ON rents_journal FOR EACH ROW EXECUTE FUNCTION
    keep_settled_money('{status,decision,settled_by_id,settled_at,settled_why,posted_on}', '{posted,refused,withdrawn}');
CREATE TRIGGER rents_refund_stays BEFORE UPDATE ON rents_refund FOR EACH ROW EXECUTE FUNCTION
    keep_settled_money(
        '{status,settled_by_id,settled_at,settled_why,movement,bank_check,bank_checked_by_id,bank_checked_at,payment_id,paid_on,paid_movement}',
        '{paid,refused,withdrawn}');
CREATE TRIGGER rents_reconciliation_stays BEFORE UPDATE ON rents_reconciliation FOR EACH ROW EXECUTE FUNCTION
    keep_settled_money('{status,reviewed_by_id,reviewed_at,review_note}', '{returned,replaced}');

-- A reconciliation is reviewed only when what explains its difference makes the whole of it.
CREATE FUNCTION check_difference_is_explained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    explained numeric;
BEGIN
    IF NEW.status = 'reviewed' AND OLD.status <> 'reviewed' THEN
        SELECT coalesce(sum(e.amount), 0) INTO explained
        FROM rents_explanation e WHERE e.council_id = NEW.council_id AND e.reconciliation_id = NEW.id;
        IF explained <> NEW.difference THEN
            RAISE EXCEPTION 'Of the difference of %, % is explained.', NEW.difference, explained
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rents_reconciliation_explained BEFORE UPDATE ON rents_reconciliation
    FOR EACH ROW EXECUTE FUNCTION check_difference_is_explained();

-- A closed period is not opened again, and nothing about it changes any more.
CREATE FUNCTION keep_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'The period from % is closed.', OLD.from_on USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rents_accountingperiod_stays BEFORE UPDATE ON rents_accountingperiod
    FOR EACH ROW EXECUTE FUNCTION keep_closed_period();

CREATE FUNCTION keep_what_closed_a_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM rents_accountingperiod p
               WHERE p.council_id = NEW.council_id AND p.id = NEW.period_id AND p.closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'The period of this reconciliation is closed.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rents_reconciliation_closed BEFORE INSERT OR UPDATE ON rents_reconciliation
    FOR EACH ROW EXECUTE FUNCTION keep_what_closed_a_period();

-- Nobody takes any of it away.
REVOKE DELETE ON rents_journal, rents_refund, rents_refundpayee, rents_refundpayment, rents_reconciliation, rents_accountingperiod,
    rents_yearclose, rents_apology FROM rooftree_app;
REVOKE ALL ON FUNCTION keep_settled_money(), check_difference_is_explained(), keep_closed_period(),
    keep_what_closed_a_period() FROM PUBLIC;
