-- news-contribution-themes-clear(contribution bigint)
DELETE FROM contribution_interest WHERE contribution = $1;
