-- AlterTable
ALTER TABLE "sales_order" ADD COLUMN     "eligibility_evidence" JSONB NOT NULL DEFAULT '[]';
