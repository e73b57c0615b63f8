-- Charges that change end on the first debit day of the new rents.
UPDATE rents_charge AS charge SET until_on = %(starts_on)s
FROM rents_rentincreaseline AS line
WHERE line.council_id = %(council)s AND line.increase_id = %(increase)s
  AND line.new_charge <> line.old_charge AND line.exception <> 'changed_since'
  AND charge.council_id = line.council_id AND charge.id = line.charge_id
