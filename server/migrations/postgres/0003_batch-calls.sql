CREATE TABLE "batch_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"started_at_ms" bigint NOT NULL,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"is_recorded" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
ALTER TABLE "batch_calls" ADD CONSTRAINT "batch_calls_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batch_calls_organization_id_index" ON "batch_calls" USING btree ("organization_id");