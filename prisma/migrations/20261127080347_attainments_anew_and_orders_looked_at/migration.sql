-- AlterTable
ALTER TABLE "commission_correction" ADD COLUMN     "takes_attainments_anew" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "sales_order" ADD COLUMN     "eligibility_looked_at" TIMESTAMPTZ(3);
