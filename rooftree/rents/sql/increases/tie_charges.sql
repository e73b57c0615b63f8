-- Each line names the charge that it became.
UPDATE rents_rentincreaseline AS line SET new_charge_line_id = begun.id
FROM rents_charge AS begun
WHERE line.council_id = %(council)s AND line.increase_id = %(increase)s AND line.charge_id IS NOT NULL
  AND line.new_charge <> line.old_charge AND line.exception <> 'changed_since'
  AND begun.council_id = line.council_id AND begun.place_id = line.place_id
  AND begun.code = line.code AND begun.from_on = %(starts_on)s
