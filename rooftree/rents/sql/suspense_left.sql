-- What is open in suspense, to be looked at anew.
CREATE TEMPORARY TABLE money_left ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY item.id)::integer AS row, item.id AS item_id, line.code, line.amount,
    line.paid_on, line.reference, line.payer
FROM rents_suspenseitem AS item
JOIN rents_fileline AS line ON line.council_id = item.council_id AND line.id = item.line_id
WHERE item.council_id = %(council)s AND item.status = 'open'
