-- The shares of a posting from suspense make the whole of its money, to the penny; once it is posted, each has its
-- movement, and before that none has. What was posted and taken back keeps them.
CREATE FUNCTION check_shares_of_suspense() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    found record;
BEGIN
    SELECT move.kind, move.status, abs(item.amount) AS pounds, coalesce(sum(share.amount), 0) AS shared,
           count(share.movement) AS posted, count(share.id) AS shares
    INTO found
    FROM rents_suspensemove AS move
    JOIN rents_suspenseitem AS item ON item.council_id = move.council_id AND item.id = move.item_id
    LEFT JOIN rents_suspenseshare AS share ON share.council_id = move.council_id AND share.move_id = move.id
    WHERE move.council_id = NEW.council_id AND move.id = wanted
    GROUP BY move.id, item.id;
    IF found.shared <> (CASE WHEN found.kind = 'post' THEN found.pounds ELSE 0 END) THEN
        RAISE EXCEPTION 'The shares of posting % from suspense make %, not %.', wanted, found.shared, found.pounds
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF found.status = 'posted' AND found.posted < found.shares
       OR found.status IN ('prepared', 'refused') AND found.posted > 0 THEN
        RAISE EXCEPTION 'Of % shares of posting % from suspense, % have a movement.', found.shares, wanted, found.posted
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER rents_suspensemove_is_shared AFTER INSERT OR UPDATE OF status ON rents_suspensemove
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_shares_of_suspense('id');
CREATE CONSTRAINT TRIGGER rents_suspenseshare_adds_up AFTER INSERT OR UPDATE ON rents_suspenseshare
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_shares_of_suspense('move_id');

CREATE FUNCTION keep_share_of_suspense() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.movement IS NOT NULL OR to_jsonb(NEW) - 'movement' IS DISTINCT FROM to_jsonb(OLD) - 'movement' THEN
        RAISE EXCEPTION 'Share % of money in suspense stays as it is.', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rents_suspenseshare_stays BEFORE UPDATE ON rents_suspenseshare
    FOR EACH ROW EXECUTE FUNCTION keep_share_of_suspense();

REVOKE DELETE ON rents_suspenseshare FROM rooftree_app;
REVOKE ALL ON FUNCTION check_shares_of_suspense(), keep_share_of_suspense() FROM PUBLIC;
