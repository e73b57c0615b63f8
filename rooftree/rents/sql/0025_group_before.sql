-- In which group an account was charged before it was moved to another: periods that begin on the first day or later,
-- and before the second, are charged, put right and counted there.
CREATE VIEW rents_groupbefore WITH (security_invoker = true) AS
SELECT council_id, rent_account_id, was AS "group", charged_from_on AS until_on,
    lag(charged_from_on, 1, '-infinity') OVER (PARTITION BY council_id, rent_account_id ORDER BY id) AS from_on
FROM rents_groupchange;
GRANT SELECT ON rents_groupbefore TO rooftree_app;
