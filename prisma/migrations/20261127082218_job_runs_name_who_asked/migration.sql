-- AddForeignKey
ALTER TABLE "job_run" ADD CONSTRAINT "job_run_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "staff_member"("person_id") ON DELETE NO ACTION ON UPDATE NO ACTION;
