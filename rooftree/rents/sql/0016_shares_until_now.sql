-- Money in suspense may be divided among several accounts. Every posting says where each pound of it goes.
INSERT INTO rents_suspenseshare (council_id, move_id, rent_account_id, part, amount, movement)
SELECT move.council_id, move.id, move.rent_account_id, move.part, abs(item.amount), move.movement
FROM rents_suspensemove AS move
JOIN rents_suspenseitem AS item ON item.council_id = move.council_id AND item.id = move.item_id
WHERE move.kind = 'post';
