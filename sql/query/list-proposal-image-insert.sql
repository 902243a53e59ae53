-- list-proposal-image-insert(contribution bigint, position int, type text, width int, height int, data bytea)
INSERT INTO contribution_image (contribution, position, hash, type, width, height, data)
VALUES ($1, $2, left(encode(sha256($6::bytea), 'hex'), 32), $3, $4, $5, $6);
