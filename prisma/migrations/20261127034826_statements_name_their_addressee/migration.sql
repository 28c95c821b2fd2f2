-- AlterTable
ALTER TABLE "statement" ADD COLUMN     "addressee" TEXT NOT NULL DEFAULT '';

-- To whom a statement is said is part of what it says.
CREATE TRIGGER addressee_never_changes BEFORE UPDATE ON statement FOR EACH ROW
  WHEN (NEW.addressee IS DISTINCT FROM OLD.addressee) EXECUTE FUNCTION portal_refuse_change();
