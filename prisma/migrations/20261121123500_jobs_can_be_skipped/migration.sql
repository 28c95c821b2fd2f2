-- A job that is asked to run while it runs is skipped, and says so.
ALTER TABLE job_run DROP CONSTRAINT status_known;
ALTER TABLE job_run ADD CONSTRAINT status_known CHECK (status IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED'));
