-- AlterTable
ALTER TABLE "kpi_fact" DROP CONSTRAINT "kpi_fact_pkey",
ADD CONSTRAINT "kpi_fact_pkey" PRIMARY KEY ("source", "subject_id", "measure", "ordinal", "partner_id");
