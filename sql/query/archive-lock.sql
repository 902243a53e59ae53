-- archive-lock()
-- Many messages in one transaction: nobody else files one meanwhile.
SELECT thread_lock();
