CREATE TABLE "limits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"project_id" uuid,
	"key_id" uuid,
	"measure" text NOT NULL,
	"max" bigint NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "limits_one_scope" CHECK ("limits"."project_id" is null or "limits"."key_id" is null),
	CONSTRAINT "limits_max" CHECK ("limits"."max" > 0),
	CONSTRAINT "limits_measure" CHECK ("limits"."measure" in ('requests', 'tokens', 'streams', 'body_bytes', 'header_bytes'))
);
--> statement-breakpoint
ALTER TABLE "limits" ADD CONSTRAINT "limits_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limits" ADD CONSTRAINT "limits_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limits" ADD CONSTRAINT "limits_key_id_lens_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."lens_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limits" ADD CONSTRAINT "limits_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "limits_organization_id_index" ON "limits" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "limits_changed_at_index" ON "limits" USING btree ("changed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "limits_one_per_target_and_measure" ON "limits" USING btree (coalesce("key_id"::text, "project_id"::text, "organization_id"),"measure") WHERE "limits"."deleted_at" is null;