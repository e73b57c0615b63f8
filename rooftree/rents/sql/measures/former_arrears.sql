, {debited}
SELECT coalesce((SELECT sum(pounds) FROM owed WHERE is_former AND pounds > 0), 0),
       coalesce((SELECT sum(pounds) FROM debited WHERE NOT is_void), 0)
