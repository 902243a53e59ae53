-- archive-audit(list bigint, message_id text, act text, reason text)
SELECT FROM audit_archive('change', $1, jsonb_build_object('message_id', $2::text), jsonb_build_object('act', $3::text, 'reason', $4::text));
