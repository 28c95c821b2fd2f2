-- With the partner in it, finding one cell costs the same by either index, so that it does not matter which one a planner
-- without statistics takes, as in the middle of a rebuild.
DROP INDEX "kpi_cell_measure_grain_starts_on_idx";
CREATE INDEX "kpi_cell_measure_grain_starts_on_partner_id_idx" ON "kpi_cell"("measure", "grain", "starts_on", "partner_id");
DROP INDEX "kpi_histogram_measure_grain_starts_on_idx";
CREATE INDEX "kpi_histogram_measure_grain_starts_on_partner_id_idx" ON "kpi_histogram"("measure", "grain", "starts_on", "partner_id");
