-- Accounts of tenants with a payer's surname and initial: for lines for which nothing that outranks it was found.
WITH guess AS MATERIALIZED (
    SELECT given.row, given.value, line.paid_on
    FROM money_guess AS given JOIN money_left AS line USING (row)
    WHERE given.kind = 'initial' AND given.row NOT IN (
        SELECT row FROM money_found WHERE evidence = ANY (%(stronger)s))
)
INSERT INTO money_found (row, account_id, payment_reference, evidence, slip, is_alone, paid_on, times)
SELECT guess.row, tenant.account_id, tenant.payment_reference, 'initial', '', true, NULL, 0
FROM guess
JOIN tenants_named(%(council)s, '{}', ARRAY(SELECT DISTINCT value FROM guess)) AS tenant
    ON tenant.initial_name = guess.value AND (tenant.ended_on IS NULL OR tenant.ended_on > guess.paid_on)
