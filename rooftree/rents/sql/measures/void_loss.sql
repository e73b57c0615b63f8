WITH {debited}
SELECT coalesce(sum(pounds) FILTER (WHERE is_void), 0), coalesce(sum(pounds), 0) FROM debited
