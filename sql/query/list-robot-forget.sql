-- list-robot-forget()
DELETE FROM robot_answer WHERE at < the_time() - interval '1 day';
