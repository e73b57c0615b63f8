, {debited}, {received}
SELECT coalesce((SELECT sum(received.pounds) FROM received JOIN owed USING (id) WHERE NOT owed.is_former), 0),
       coalesce((SELECT sum(pounds) FROM debited WHERE NOT is_void AND NOT is_former), 0)
