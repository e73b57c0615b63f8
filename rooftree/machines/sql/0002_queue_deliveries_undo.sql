DROP TRIGGER cases_event_queue_deliveries ON cases_event;
DROP FUNCTION queue_deliveries();
