-- How many rents were found right when they were last checked, and how many lines wrong.
SELECT count(*) FILTER (WHERE is_right AND kind = 'rent'), count(*) FILTER (WHERE NOT is_right)
FROM (SELECT DISTINCT ON (line.id) line.id, line.kind, checked.is_right
      FROM rents_increasecheck AS checked JOIN rents_rentincreaseline AS line ON line.id = checked.line_id
      WHERE line.increase_id = %(increase)s
      ORDER BY line.id, checked.at DESC, checked.id DESC) AS newest
