-- A run may have charged days after the start already: the next one puts them right.
INSERT INTO rents_changedsince (council_id, place_id, from_on, why, at)
SELECT DISTINCT line.council_id, line.place_id, %(starts_on)s::date, 'Annual increase', %(at)s::timestamptz
FROM rents_rentincreaseline AS line
WHERE line.council_id = %(council)s AND line.increase_id = %(increase)s AND line.charge_id IS NOT NULL
  AND line.new_charge <> line.old_charge AND line.exception <> 'changed_since'
