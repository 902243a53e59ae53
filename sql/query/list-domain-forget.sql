-- list-domain-forget(list bigint, domain text)
DELETE FROM list_former_domain WHERE list = $1 AND domain = $2;
