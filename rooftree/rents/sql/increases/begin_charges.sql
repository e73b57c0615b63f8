-- And new ones begin there.
INSERT INTO rents_charge (council_id, place_id, code, amount, per, from_on, why, created_at)
SELECT line.council_id, line.place_id, line.code, line.new_charge, line.per, %(starts_on)s, 'Annual increase', %(at)s
FROM rents_rentincreaseline AS line
WHERE line.council_id = %(council)s AND line.increase_id = %(increase)s AND line.charge_id IS NOT NULL
  AND line.new_charge <> line.old_charge AND line.exception <> 'changed_since'
ORDER BY line.id
