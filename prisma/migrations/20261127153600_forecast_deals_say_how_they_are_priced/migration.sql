-- In place, as nobody may change what a forecast kept. What counted at a median counts as a value of its own in what is there.
ALTER TABLE "forecast_deal" ALTER COLUMN "is_list_priced" TYPE TEXT USING CASE WHEN "is_list_priced" THEN 'LIST' ELSE 'OWN' END;
ALTER TABLE "forecast_deal" RENAME COLUMN "is_list_priced" TO "amount_source";
ALTER TABLE "forecast_deal" ADD CONSTRAINT amount_source_known CHECK (amount_source IN ('OWN', 'LIST', 'MEDIAN', 'NONE'));
