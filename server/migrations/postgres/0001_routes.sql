CREATE TABLE "routes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"project_id" uuid,
	"name" text NOT NULL,
	"policy" jsonb NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "routes" ADD CONSTRAINT "routes_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routes" ADD CONSTRAINT "routes_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routes" ADD CONSTRAINT "routes_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "routes_changed_at_index" ON "routes" USING btree ("changed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "routes_name_in_organization" ON "routes" USING btree ("organization_id","name") WHERE "routes"."project_id" is null and "routes"."deleted_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "routes_name_in_project" ON "routes" USING btree ("project_id","name") WHERE "routes"."deleted_at" is null;