CREATE TABLE "repricings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"provider" text,
	"model" text,
	"from_at" timestamp with time zone NOT NULL,
	"until_at" timestamp with time zone,
	"reason" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"progress" jsonb,
	"calls" bigint DEFAULT 0 NOT NULL,
	"adjusted" bigint DEFAULT 0 NOT NULL,
	"kept" bigint DEFAULT 0 NOT NULL,
	"difference" numeric(60, 0) DEFAULT '0' NOT NULL,
	"problem" text,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"runner" uuid,
	"leased_until" timestamp with time zone,
	CONSTRAINT "repricings_state" CHECK (state in ('waiting', 'running', 'done', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "repricings" ADD CONSTRAINT "repricings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "repricings_organization_id_requested_at_index" ON "repricings" USING btree ("organization_id","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "repricings_one_at_a_time" ON "repricings" USING btree ("organization_id") WHERE "repricings"."state" in ('waiting', 'running');