-- list-robot-may-answer(address_key text, network text, per_address int, per_network int, overall int) -> verdict text
SELECT robot_may_answer($1, $2, $3, $4, $5);
