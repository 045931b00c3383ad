CREATE TABLE "admin_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"hosts" text[] NOT NULL,
	"last_four" text NOT NULL,
	"sealed" text,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "admin_keys_deleted" CHECK (("admin_keys"."sealed" is null) = ("admin_keys"."deleted_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "reconciliation_pulls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"run_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"day" date NOT NULL,
	"pulled_at" timestamp with time zone NOT NULL,
	"final" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciliation_rows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pull_id" uuid NOT NULL,
	"account" text NOT NULL,
	"account_name" text,
	"model" text NOT NULL,
	"their_tokens" jsonb,
	"their_pico_usd" numeric(38, 0),
	"our_tokens" jsonb NOT NULL,
	"our_pico_usd" numeric(38, 0),
	"our_calls" integer NOT NULL,
	"our_unpriced_calls" integer NOT NULL,
	"token_difference" jsonb,
	"difference_pico_usd" numeric(38, 0),
	"cause" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciliation_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"admin_key_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text NOT NULL,
	"failure" text,
	"message" text,
	"retry_at" timestamp with time zone,
	CONSTRAINT "reconciliation_runs_outcome" CHECK ("reconciliation_runs"."outcome" in ('running', 'ok', 'failed')),
	CONSTRAINT "reconciliation_runs_ended" CHECK (("reconciliation_runs"."outcome" = 'running') = ("reconciliation_runs"."ended_at" is null))
);
--> statement-breakpoint
ALTER TABLE "admin_keys" ADD CONSTRAINT "admin_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "admin_keys" ADD CONSTRAINT "admin_keys_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_pulls" ADD CONSTRAINT "reconciliation_pulls_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_pulls" ADD CONSTRAINT "reconciliation_pulls_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_rows" ADD CONSTRAINT "reconciliation_rows_pull_id_reconciliation_pulls_id_fk" FOREIGN KEY ("pull_id") REFERENCES "public"."reconciliation_pulls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_runs" ADD CONSTRAINT "reconciliation_runs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_runs" ADD CONSTRAINT "reconciliation_runs_admin_key_id_admin_keys_id_fk" FOREIGN KEY ("admin_key_id") REFERENCES "public"."admin_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "admin_keys_one_per_provider" ON "admin_keys" USING btree ("organization_id","provider") WHERE "admin_keys"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "reconciliation_pulls_newest" ON "reconciliation_pulls" USING btree ("organization_id","day");--> statement-breakpoint
CREATE INDEX "reconciliation_rows_pull" ON "reconciliation_rows" USING btree ("pull_id");--> statement-breakpoint
CREATE INDEX "reconciliation_runs_newest" ON "reconciliation_runs" USING btree ("admin_key_id","id");
--> statement-breakpoint
CREATE FUNCTION "reconciliation_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'what was pulled is followed by a newer pull, and never changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "reconciliation_pulls_stay" BEFORE UPDATE ON "reconciliation_pulls" FOR EACH ROW EXECUTE FUNCTION "reconciliation_stays"();--> statement-breakpoint
CREATE TRIGGER "reconciliation_rows_stay" BEFORE UPDATE ON "reconciliation_rows" FOR EACH ROW EXECUTE FUNCTION "reconciliation_stays"();
