-- Each series of files of a council: when its last was made, and how many days usually lie between two.
WITH made AS (
    SELECT part.feed, file.kind, part.made_on,
           part.made_on - lag(part.made_on) OVER (PARTITION BY part.feed, file.kind ORDER BY part.made_on) AS days
    FROM rents_moneyfilepart part
    JOIN rents_moneyfile file ON file.council_id = part.council_id AND file.id = part.file_id
    WHERE part.council_id = %(council)s AND file.status IN ('posted', 'held') AND part.made_on > %(since)s
)
SELECT feed, kind, max(made_on) AS last_on, count(*) AS files,
       mode() WITHIN GROUP (ORDER BY days) FILTER (WHERE days > 0) AS usual_days
FROM made GROUP BY feed, kind ORDER BY kind, feed
