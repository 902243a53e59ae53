-- store-api-answer-forget()
DELETE FROM api_answer WHERE at < the_time() - interval '1 day';
