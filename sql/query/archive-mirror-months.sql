-- archive-mirror-months(list bigint) -> month text, version text
SELECT month, version FROM mirror_month WHERE list = $1;
