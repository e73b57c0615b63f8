-- An event of a case and the messages that tell of it are written in one transaction: both, or neither.
-- The kernel knows nothing of this. Who may read the case is asked when a message is sent, not here.

CREATE FUNCTION queue_deliveries() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO machines_delivery (council_id, restricted_to, person_restricted_to, case_id, endpoint_id, event_id,
                                   message, status, made_at, next_at, tries, answer)
    SELECT e.council_id, e.restricted_to, e.person_restricted_to, e.case_id, p.id, e.id,
           gen_random_uuid(), 'waiting', clock_timestamp(), clock_timestamp(), 0, ''
    FROM new_events e JOIN machines_endpoint p ON p.council_id = e.council_id
    WHERE p.ended_at IS NULL AND (p.events = '{}' OR e.kind = ANY (p.events))
    ORDER BY e.id, p.id;
    RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION queue_deliveries() FROM PUBLIC;

CREATE TRIGGER cases_event_queue_deliveries AFTER INSERT ON cases_event
REFERENCING NEW TABLE AS new_events FOR EACH STATEMENT EXECUTE FUNCTION queue_deliveries();
