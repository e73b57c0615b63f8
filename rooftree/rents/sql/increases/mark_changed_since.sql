-- Lines whose charge is not what it was at the rehearsal, or ends by itself: they are set by hand.
UPDATE rents_rentincreaseline AS line SET exception = 'changed_since'
WHERE line.council_id = %(council)s AND line.increase_id = %(increase)s AND line.charge_id IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM rents_charge AS charge
      WHERE charge.council_id = line.council_id AND charge.id = line.charge_id
        AND charge.amount = line.old_charge AND charge.until_on IS NULL)
