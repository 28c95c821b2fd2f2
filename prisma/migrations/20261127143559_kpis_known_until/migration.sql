-- AlterTable
ALTER TABLE "kpi_state" ADD COLUMN     "known_until" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01';
ALTER TABLE "kpi_state" ALTER COLUMN "known_until" DROP DEFAULT;

SET LOCAL ROLE portal_job;
UPDATE kpi_state SET known_until = rolled_up_to;
RESET ROLE;
