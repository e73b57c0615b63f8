-- Move the day on which a benefit comes next, where it is still the day that was read.
UPDATE rents_expectedbenefit AS e SET next_on = moved.next_on
FROM unnest(%(ids)s::bigint[], %(were)s::date[], %(next)s::date[]) AS moved (id, was_on, next_on)
WHERE e.council_id = %(council)s AND e.id = moved.id AND e.next_on = moved.was_on AND e.next_on < moved.next_on
