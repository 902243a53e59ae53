-- news-contribution-places-clear(contribution bigint)
DELETE FROM contribution_territory WHERE contribution = $1;
